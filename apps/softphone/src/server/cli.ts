import { relative } from 'node:path'
import { inspect } from 'node:util'
import { HELP, parseFlags } from './flags.ts'
import { StartError } from './start-error.ts'
import { startServer } from './start-server.ts'

/** What the command works with besides its flags. */
export interface CliOptions {
  readonly pageFolder: string
  readonly cookieKeyFile: string
  /** Stops the server when it is aborted. */
  readonly signal: AbortSignal
  /** Prints on standard output. */
  readonly out: (text: string) => void
  /** Prints on standard error. */
  readonly err: (text: string) => void
}

/** Runs the demo until it is stopped; the exit code comes back. */
export async function runCli(argv: readonly string[], options: CliOptions): Promise<number> {
  const { pageFolder, cookieKeyFile, signal, out, err } = options
  try {
    const flags = parseFlags(argv)
    if (flags.help) {
      out(HELP)
      return 0
    }
    const { framework, host, port, ttl } = flags
    const server = await startServer({
      framework,
      host,
      port,
      ttl,
      pageFolder,
      cookieKeyFile,
      onError: (error) => err(`${inspect(error)}\n`),
    })
    const keyFile = relative(process.cwd(), cookieKeyFile)
    out(
      [
        `The softphone runs with ${framework}: ${server.url}`,
        `Tokens live ${ttl} s; their keys were made at this start and are kept in memory only.`,
        `A sign-in survives a restart: the key of its cookie is kept in ${keyFile}.`,
        'Ctrl-C stops the server.',
        '',
      ].join('\n'),
    )
    await aborted(signal)
    await server.close()
    return 0
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    err(`${error.message}\n`)
    return 1
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
