/// <reference types="node" />
import type { CutOffs } from './cut-offs.ts'
import { isLive, numberOfLevel, type Revocation } from './entry.ts'
import { createExpiringTable } from './expiring-table.ts'
import type { LogState } from './file-log.ts'
import { encodeRecord, HEADER } from './file-record.ts'
import { scanLog } from './file-scan.ts'
import { writeAll, type LogFile } from './file-write.ts'
import { storeError } from './store-error.ts'

/** A copy of a log, made in parts; what a part has taken is on the disk when it resolves. */
export interface LogCopy {
  /**
   * Takes a record for each value that can still match, with the cut-off that counts.
   *
   * @throws {GrantlineError} `verifier_unavailable` for a log that cannot be read to its end
   */
  takeLiving(log: LogState): Promise<void>
  /**
   * Takes each record that was appended since, as it is: the cut-off of a value that was taken
   * already may have been raised by it.
   *
   * @throws {GrantlineError} `verifier_unavailable` for a log that cannot be read to its end
   */
  takeAppended(log: LogState): Promise<void>
  /** Bytes of a log that were not taken yet. */
  bytesLeft(log: LogState): number
  /** The copy as a log. */
  state(): LogState
}

/**
 * An empty copy.
 *
 * @param file empty, and written by nobody else
 * @param now seconds since 1970; what is over by then is left out
 */
export function createLogCopy(file: LogFile, cutOffs: CutOffs, now: number): LogCopy {
  let lines = HEADER
  let flushed = 0
  let size = HEADER.length
  let records = 0
  /** Bytes of the log. */
  let taken = HEADER.length

  const add = (revocation: Revocation): void => {
    const line = encodeRecord(revocation, size)
    lines += line
    size += Buffer.byteLength(line)
    records += 1
  }
  const flush = async (): Promise<void> => {
    flushed += await writeAll(file, lines, flushed)
    lines = ''
  }
  const take = async (log: LogState, onRecord: (found: Revocation) => void): Promise<void> => {
    const range = { start: taken, end: log.size, afterChunk: flush }
    const scan = await scanLog(log.file, onRecord, range)
    if (scan.size !== log.size) throw storeError('the log became shorter while it was copied')
    await flush()
    await file.sync()
    taken = log.size
  }

  return {
    takeLiving(log) {
      const seen = createExpiringTable()
      return take(log, (found) => {
        const { level, value: text } = found
        const revocation = cutOffs.effective(level, text) ?? found
        if (!isLive(revocation, now)) return
        const before = seen.size()
        const kind = numberOfLevel(level) ?? 0
        seen.raise({ kind, text, value: 0, until: Infinity }, 0, Infinity)
        if (seen.size() > before) add(revocation)
      })
    },
    takeAppended: (log) => take(log, add),
    bytesLeft: (log) => log.size - taken,
    state: () => ({ file, size, records }),
  }
}
