/// <reference types="node" />
import type { FileHandle } from 'node:fs/promises'
import type { TokenError } from '../errors.ts'
import type { Revocation } from './entry.ts'
import { decodeRecord, HEADER } from './file-record.ts'
import { storeError } from './store-error.ts'

/** What stands in a log. */
export interface Scan {
  /** Bytes up to the end of the last record that holds; 0 when not even the header stands. */
  readonly size: number
  readonly records: number
  /** How the last record ends: without its line break, it still holds. */
  readonly ends: 'cleanly' | 'without line break'
}

/** Settings of {@link scanLog}. */
export interface ScanOptions {
  /**
   * The byte where a record begins.
   *
   * @default behind the header
   */
  readonly start?: number
  /**
   * The byte to stop before.
   *
   * @default the end of the file
   */
  readonly end?: number
  /** Awaited now and then; records that it has not seen are left when the scan is over. */
  readonly afterChunk?: () => Promise<void>
}

/** Some 500 records: nothing else happens while they are looked at. */
const CHUNK = 1 << 15
const LINE_BREAK = 0x0a

/**
 * Reads a log. What stands behind the last line break is a write that was cut off
 * before it was acknowledged, and is left out; any other line that does not hold is damage, and no
 * accident of this store: it fails, because something acknowledged would be lost.
 *
 * @param onRecord called with each record in order
 * @throws {GrantlineError} `verifier_unavailable` for a file that is damaged or no log
 */
export async function scanLog(
  file: Pick<FileHandle, 'read'>,
  onRecord: (revocation: Revocation) => void,
  { start = HEADER.length, end = Infinity, afterChunk }: ScanOptions = {},
): Promise<Scan> {
  const header = (await readAt(file, 0, HEADER.length)).toString('latin1')
  if (header !== HEADER) {
    if (HEADER.startsWith(header)) return { size: 0, records: 0, ends: 'cleanly' }
    throw unreadable('is no log of this version; name another file')
  }
  let records = 0
  /** Where the line begins that is being read. */
  let size = start
  let rest: Buffer = Buffer.alloc(0)
  for (;;) {
    const from = size + rest.length
    // A line longer than a chunk is put together in steps that double, or it would be copied for each.
    const length = Math.min(Math.max(CHUNK, rest.length), end - from)
    // One chunk after the other: a log may be larger than memory.
    // oxlint-disable-next-line no-await-in-loop
    const chunk = await readAt(file, from, length)
    if (chunk.length === 0) break
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (;;) {
      const lineEnd = bytes.indexOf(LINE_BREAK, at)
      if (lineEnd === -1) break
      const revocation = decodeRecord(bytes.subarray(at, lineEnd), size)
      if (revocation === undefined) throw damaged(size)
      onRecord(revocation)
      records += 1
      size += lineEnd + 1 - at
      at = lineEnd + 1
    }
    rest = bytes.subarray(at)
    // oxlint-disable-next-line no-await-in-loop
    await afterChunk?.()
  }
  const whole = rest.length === 0 ? undefined : decodeRecord(rest, size)
  if (whole === undefined) return { size, records, ends: 'cleanly' }
  onRecord(whole)
  return { size: size + rest.length, records: records + 1, ends: 'without line break' }
}

async function readAt(
  file: Pick<FileHandle, 'read'>,
  position: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(length, 0))
  let filled = 0
  while (filled < buffer.length) {
    // oxlint-disable-next-line no-await-in-loop
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function damaged(offset: number): TokenError {
  return unreadable(
    `is damaged at byte ${offset}; restore it from a backup, or move it away and revoke the level ` +
      '"all" before anything is verified',
  )
}

function unreadable(problem: string): TokenError {
  const message = `fileRevocationStore: "file" ${problem}`
  return storeError(message)
}
