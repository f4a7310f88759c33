/// <reference types="node" />
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from '../clock.ts'
import type { CutOffs } from './cut-offs.ts'
import { isLive, numberOfLevel, type Revocation } from './entry.ts'
import { createExpiringTable } from './expiring-table.ts'
import type { LogState } from './file-log.ts'
import { encodeRecord, HEADER } from './file-record.ts'
import { scanLog } from './file-scan.ts'
import { syncFolder, writeAll, type LogFile } from './file-write.ts'

/** Where a log is written anew. */
export function temporaryOf(path: string): string {
  return `${path}.compacting`
}

/** Records that may be dead before it is worth while to write a log anew. */
const SPARE = 1024

/**
 * Writes a log anew whenever most of it says nothing any more: with one record for each revocation
 * that can still match. The name goes over to the new file at once, when all of it is on the disk;
 * nothing may be appended meanwhile.
 *
 * @returns what takes the log and gives the new one, or the old one when there was nothing to do or
 * the new one could not be written; it throws when the name went over and may not be on the disk
 */
export function createCompaction(
  path: string,
  cutOffs: CutOffs,
  clock: Clock,
  guard: () => Promise<void>,
): (log: LogState) => Promise<LogState> {
  let nextLook = 0
  return async (log) => {
    if (log.records < nextLook) return log
    const now = clock()
    // Without the time nothing is known to be dead.
    if (!Number.isFinite(now)) return log
    cutOffs.prune(now)
    const live = cutOffs.size()
    const isWorthWhile = log.records > 2 * live + SPARE
    const next = isWorthWhile ? await replace(path, log, cutOffs, now, guard) : log
    nextLook = next.records + SPARE + live / 2
    return next
  }
}

async function replace(
  path: string,
  old: LogState,
  cutOffs: CutOffs,
  now: number,
  guard: () => Promise<void>,
): Promise<LogState> {
  const temporary = temporaryOf(path)
  let fresh: LogState | undefined
  try {
    fresh = await writeAnew(temporary, old, cutOffs, now)
    await guard()
    await rename(temporary, path)
  } catch {
    await fresh?.file.close().catch(() => {})
    await rm(temporary, { force: true }).catch(() => {})
    return old
  }
  try {
    await syncFolder(dirname(path))
  } catch (error) {
    await fresh.file.close().catch(() => {})
    throw error
  }
  await old.file.close().catch(() => {})
  return fresh
}

async function writeAnew(
  temporary: string,
  old: LogState,
  cutOffs: CutOffs,
  now: number,
): Promise<LogState> {
  const file = await open(temporary, 'w+', 0o600)
  try {
    const written = await copyLive(file, old, cutOffs, now)
    await file.sync()
    return { file, ...written }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function copyLive(
  file: LogFile,
  old: LogState,
  cutOffs: CutOffs,
  now: number,
): Promise<Omit<LogState, 'file'>> {
  const copied = createExpiringTable()
  let lines = HEADER
  let flushed = 0
  let size = HEADER.length
  let records = 0
  const copy = (found: Revocation): void => {
    const { level, value } = found
    const revocation = cutOffs.effective(level, value) ?? found
    const kind = numberOfLevel(level) ?? 0
    if (!isLive(revocation, now) || copied.untilOf(kind, value) > 0) return
    copied.raise({ kind, text: value, value: 0, until: Infinity }, 0, Infinity)
    const line = encodeRecord(revocation, size)
    lines += line
    size += Buffer.byteLength(line)
    records += 1
  }
  const flush = async (): Promise<void> => {
    flushed += await writeAll(file, lines, flushed)
    lines = ''
  }
  await scanLog(old.file, copy, flush, old.size)
  await flush()
  return { size, records }
}
