import { inspect } from 'node:util'
import { StartError } from './start-error.ts'

/** What a command line program works with besides its flags. */
export interface Terminal {
  /** Stops the program when it is aborted. */
  readonly signal: AbortSignal
  /** Prints on standard output. */
  readonly out: (text: string) => void
  /** Prints on standard error. */
  readonly err: (text: string) => void
}

/** What runs until it is stopped; `undefined` = there was nothing to run. */
export type Running = { close(): Promise<void> } | undefined

/** Runs what `start` starts until it is stopped; the exit code comes back. */
export async function runUntilStopped(
  { signal, err }: Terminal,
  start: (onError: (error: unknown) => void) => Promise<Running>,
): Promise<number> {
  try {
    const running = await start((error) => err(`${inspect(error)}\n`))
    if (running === undefined) return 0
    await aborted(signal)
    await running.close()
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

/** The terminal of this process: Ctrl-C and the end of a parent process stop the program. */
export function processTerminal(): Terminal {
  const stop = new AbortController()
  // `on`, not `once`: a parent process may pass on the Ctrl-C that the terminal has sent already.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort())
  process.on('disconnect', () => stop.abort())
  // Listening alone would keep this process from ending.
  process.channel?.unref()
  return {
    signal: stop.signal,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  }
}
