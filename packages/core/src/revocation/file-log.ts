/// <reference types="node" />
import type { TokenError } from '../errors.ts'
import type { Revocation } from './entry.ts'
import { encodeRecord } from './file-record.ts'
import { writeAll, type LogFile } from './file-write.ts'
import { storeError } from './store-error.ts'

/** An open log, with what is known of it. */
export interface LogState {
  readonly file: LogFile
  /** Bytes that are durable: the next record goes there. */
  readonly size: number
  readonly records: number
}

/**
 * Lets appends go on until some work is done, and gives the log as it is then.
 *
 * @throws what the work throws, and when the log takes nothing any more
 */
export type Meanwhile = (work: () => Promise<void>) => Promise<LogState>

/** Settings of {@link createFileLog}. */
export interface FileLogOptions {
  readonly state: LogState
  /** Throws when the file has been taken over by somebody else. */
  readonly guard: () => Promise<void>
  /**
   * Called between writes; gives another state when it has written the log anew. Appends wait for
   * it, but for what it does `meanwhile`.
   *
   * @throws when it is not known any more which file has the log's name
   */
  readonly compact: (state: LogState, meanwhile: Meanwhile) => Promise<LogState | undefined>
}

/** Appends revocations to a log. */
export interface FileLog {
  /**
   * Resolves once a revocation is on the disk.
   *
   * @throws {GrantlineError} `verifier_unavailable` when it could not be written, or is not known to be
   */
  append(revocation: Revocation): Promise<void>
  /** Waits for what is being written and closes the file. */
  close(): Promise<void>
}

interface Waiting {
  readonly revocation: Revocation
  readonly resolve: () => void
  readonly reject: (error: TokenError) => void
}

/**
 * One writer, and one sync for all that came while the last one ran.
 *
 * A failed write is taken back; the next one may succeed when the disk has room again. After a
 * failed sync, or a failed taking back, nobody knows what is on the disk, and asking once more may
 * lie: the log takes nothing until it is opened anew.
 */
export function createFileLog({ state: opened, guard, compact }: FileLogOptions): FileLog {
  let state = opened
  let waiting: Waiting[] = []
  let broken: unknown
  let draining: Promise<void> | undefined
  let compacting: Promise<void> | undefined
  let isStopped = false

  const breakFor = (cause: unknown): never => {
    broken ??= cause ?? new Error('unknown')
    throw cause
  }
  const takeBack = async (cause: unknown): Promise<never> => {
    try {
      await state.file.truncate(state.size)
      await state.file.sync()
    } catch (error) {
      breakFor(error)
    }
    throw cause
  }
  const write = async (batch: readonly Waiting[]): Promise<void> => {
    if (broken !== undefined) throw broken
    await guard().catch(breakFor)
    const { file, size, records } = state
    const lines: string[] = []
    let end = size
    for (const { revocation } of batch) {
      const line = encodeRecord(revocation, end)
      lines.push(line)
      end += Buffer.byteLength(line)
    }
    await writeAll(file, lines.join(''), size).catch(takeBack)
    await file.sync().catch(breakFor)
    state = { file, size: end, records: records + batch.length }
  }
  const mayWrite = (): boolean => waiting.length > 0 && !isStopped
  const drain = async (): Promise<void> => {
    while (mayWrite()) {
      const batch = waiting
      waiting = []
      try {
        // One write after the other is what keeps the lines in order.
        // oxlint-disable-next-line no-await-in-loop
        await write(batch)
        for (const { resolve } of batch) resolve()
      } catch (cause) {
        if (compacting !== undefined && broken === undefined) {
          // There may be room again when the copy has taken the log's place, or is removed.
          waiting = [...batch, ...waiting]
          isStopped = true
        } else for (const { reject } of batch) reject(unwritten(cause))
        continue
      }
      compacting ??= compactOnce()
    }
    draining = undefined
  }
  const goOn = (): void => {
    isStopped = false
    if (mayWrite()) draining ??= drain()
  }
  const stop = async (): Promise<void> => {
    isStopped = true
    await draining
  }
  const meanwhile: Meanwhile = async (work) => {
    goOn()
    try {
      await work()
    } finally {
      await stop()
    }
    if (broken !== undefined) throw broken
    return state
  }
  const compactOnce = async (): Promise<void> => {
    isStopped = true
    try {
      const fresh = await compact(state, meanwhile)
      state = fresh ?? state
    } catch (cause) {
      broken ??= cause ?? new Error('unknown')
    }
    compacting = undefined
    goOn()
  }

  /** Either may start the other. */
  const settle = async (): Promise<void> => {
    const running = draining ?? compacting
    if (running === undefined) return
    await running
    await settle()
  }

  return {
    append(revocation) {
      return new Promise((resolve, reject) => {
        waiting.push({ revocation, resolve, reject })
        if (mayWrite()) draining ??= drain()
      })
    },
    async close() {
      await settle()
      await state.file.close()
    },
  }
}

function unwritten(cause: unknown): TokenError {
  const message =
    'the revocation stands in this process, but is not on the disk; free the disk and revoke once ' +
    'more, or open the store anew'
  return storeError(message, cause)
}
