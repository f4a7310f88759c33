/// <reference types="node" />
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from '../clock.ts'
import type { CutOffs } from './cut-offs.ts'
import { createLogCopy, type LogCopy } from './file-copy.ts'
import type { FileLogOptions, LogState, Meanwhile } from './file-log.ts'
import { syncFolder, type LogFile } from './file-write.ts'

/** Where a log is written anew. */
export function temporaryOf(path: string): string {
  return `${path}.compacting`
}

/** Records that may be dead before it is worth while to write a log anew. */
const SPARE = 1024
/** Bytes that are copied while appends wait. */
const FEW = 1 << 15

/**
 * Writes a log anew whenever most of it says nothing any more: with one record for each revocation
 * that can still match. Appends go on while the copy is made, and what they append is copied after;
 * they wait for the last of it, and until the name has gone over to the copy, which is on the disk
 * by then.
 *
 * @returns what takes the log and gives the new one, or `undefined` when there was nothing to do or
 * the new one could not be written; it throws when the name went over and may not be on the disk
 */
export function createCompaction(
  path: string,
  cutOffs: CutOffs,
  clock: Clock,
  guard: () => Promise<void>,
): FileLogOptions['compact'] {
  let nextLook = 0
  return async (log, meanwhile) => {
    if (log.records < nextLook) return undefined
    const now = clock()
    // Without the time nothing is known to be dead.
    if (!Number.isFinite(now)) return undefined
    cutOffs.prune(now)
    const live = cutOffs.size()
    const isWorthWhile = log.records > 2 * live + SPARE
    const copyAll = async (file: LogFile): Promise<LogState> => {
      const copy = createLogCopy(file, cutOffs, now)
      await copyWhileAppending(copy, log, meanwhile)
      return copy.state()
    }
    const fresh = isWorthWhile ? await replace(path, log, copyAll, guard) : undefined
    nextLook = (fresh ?? log).records + SPARE + live / 2
    return fresh
  }
}

async function copyWhileAppending(
  copy: LogCopy,
  log: LogState,
  meanwhile: Meanwhile,
): Promise<void> {
  let last = await meanwhile(() => copy.takeLiving(log))
  let before = Infinity
  // Who appends faster than is copied waits in the end.
  while (copy.bytesLeft(last) > FEW && copy.bytesLeft(last) < before / 2) {
    const appended = last
    before = copy.bytesLeft(appended)
    // oxlint-disable-next-line no-await-in-loop
    last = await meanwhile(() => copy.takeAppended(appended))
  }
  await copy.takeAppended(last)
}

async function replace(
  path: string,
  old: LogState,
  copyAll: (file: LogFile) => Promise<LogState>,
  guard: () => Promise<void>,
): Promise<LogState | undefined> {
  const temporary = temporaryOf(path)
  let file: LogFile | undefined
  let fresh: LogState
  try {
    file = await open(temporary, 'w+', 0o600)
    fresh = await copyAll(file)
    await guard()
    await rename(temporary, path)
  } catch {
    await file?.close().catch(() => {})
    await rm(temporary, { force: true }).catch(() => {})
    return undefined
  }
  try {
    await syncFolder(dirname(path))
  } catch (error) {
    await file.close().catch(() => {})
    throw error
  }
  await old.file.close().catch(() => {})
  return fresh
}
