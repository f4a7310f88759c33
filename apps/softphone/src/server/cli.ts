import { relative } from 'node:path'
import { HELP, parseFlags } from './flags.ts'
import { localUrlOf } from './listen.ts'
import { runUntilStopped, type Running, type Terminal } from './run-until-stopped.ts'
import { startSecondProcess } from './second-process.ts'
import { startServer } from './start-server.ts'

/** What the command works with besides its flags. */
export interface CliOptions extends Terminal {
  readonly pageFolder: string
  readonly cookieKeyFile: string
  readonly callLogFile: string
  /**
   * The program of the second process.
   *
   * @default none is started
   */
  readonly verifyProgram?: string
}

/** Runs the demo until it is stopped; the exit code comes back. */
export function runCli(argv: readonly string[], options: CliOptions): Promise<number> {
  return runUntilStopped(options, (onError) => start(argv, options, onError))
}

async function start(
  argv: readonly string[],
  options: CliOptions,
  onError: (error: unknown) => void,
): Promise<Running> {
  const { pageFolder, cookieKeyFile, callLogFile, verifyProgram, out } = options
  const flags = parseFlags(argv)
  if (flags.help) {
    out(HELP)
    return undefined
  }
  const { framework, host, port, ttl, verifyPort } = flags
  const server = await startServer({
    framework,
    host,
    port,
    ttl,
    pageFolder,
    cookieKeyFile,
    callLogFile,
    onError,
  })
  const keyFile = relative(process.cwd(), cookieKeyFile)
  // Public keys travel unprotected inside one machine only.
  const origin = localUrlOf(host, server.port)
  const both = verifyProgram !== undefined && verifyPort !== undefined && origin !== undefined
  out(
    [
      `The softphone runs with ${framework}: ${server.url}`,
      `Tokens live ${ttl} s; their keys were made at this start and are kept in memory only.`,
      `A sign-in survives a restart: the key of its cookie is kept in ${keyFile}.`,
      both ? 'Ctrl-C stops both processes.' : 'Ctrl-C stops the server.',
      '',
    ].join('\n'),
  )
  if (!both) return server
  const second = startSecondProcess(verifyProgram, [
    `--jwks=${origin}/.well-known/jwks.json`,
    `--framework=${framework}`,
    `--host=${host}`,
    `--verify-port=${verifyPort}`,
  ])
  return {
    async close() {
      await Promise.all([server.close(), second.stop()])
    },
  }
}
