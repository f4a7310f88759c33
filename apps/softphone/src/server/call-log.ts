import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LoggedCall } from '../shared/protocol.ts'
import { parseObject } from './own-value.ts'
import { StartError } from './start-error.ts'
import type { FinishedCall } from './switchboard.ts'

/** The most calls that one answer tells of. */
const MOST_CALLS = 50

/** Where the calls that ended are written down, for another process to read. */
export interface CallLog {
  add(call: FinishedCall): void
  /** Resolves once everything is written. */
  close(): Promise<void>
}

/** Settings of {@link openCallLog}. */
export interface CallLogOptions {
  /** Seconds since 1970. */
  readonly clock: () => number
  /** Told of a call that could not be written. */
  readonly onError: (error: unknown) => void
}

/**
 * Begins a new log: the calls of an earlier run are as forgotten as everything else about it.
 *
 * @throws {StartError} for a file that cannot be written
 */
export async function openCallLog(
  file: string,
  { clock, onError }: CallLogOptions,
): Promise<CallLog> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, '', { mode: 0o600 })
  } catch (error) {
    throw new StartError(`The call log ${file} cannot be written.`, { cause: error })
  }
  let written: Promise<void> = Promise.resolve()
  const write = async (earlier: Promise<void>, text: string): Promise<void> => {
    await earlier
    await appendFile(file, text).catch(onError)
  }
  return {
    add({ about: { from, to }, answered, reason }) {
      const at = new Date(clock() * 1000).toISOString()
      const call: LoggedCall = { at, from, to, answered, reason }
      written = write(written, `${JSON.stringify(call)}\n`)
    },
    close: () => written,
  }
}

/** The last calls from or to a name, newest first; none while there is no log. */
export async function readCallLog(file: string, name: string): Promise<readonly LoggedCall[]> {
  const lines = (await readText(file)).split('\n')
  return lines
    .flatMap((line) => readCall(line) ?? [])
    .filter(({ from, to }) => from === name || to === name)
    .slice(-MOST_CALLS)
    .toReversed()
}

/** What was written by {@link openCallLog}; a line that is being written is not read yet. */
function readCall(line: string): LoggedCall | undefined {
  return parseObject(line) as LoggedCall | undefined
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
