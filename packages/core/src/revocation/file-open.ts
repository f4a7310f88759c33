/// <reference types="node" />
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Revocation } from './entry.ts'
import type { LogState } from './file-log.ts'
import { HEADER } from './file-record.ts'
import { scanLog, type Scan } from './file-scan.ts'
import { syncFolder, writeAll } from './file-write.ts'

/**
 * Opens a log, or makes one that only its owner may read. When it resolves, the end of the file is
 * the end of a record, on the disk too: what is appended joins no torn line.
 *
 * @param onRecord called with each record in order
 * @throws {GrantlineError} `verifier_unavailable` for a file that is damaged or no log
 */
export async function openLog(
  path: string,
  onRecord: (revocation: Revocation) => void,
): Promise<LogState> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    const found = await scanLog(file, onRecord)
    const size = await repair(file, found)
    await file.sync()
    await syncFolder(dirname(path))
    return { file, size, records: found.records }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** @returns the size of the log from now on */
async function repair(file: FileHandle, { size, ends }: Scan): Promise<number> {
  await file.truncate(size)
  if (size === 0) return writeAll(file, HEADER, 0)
  return ends === 'cleanly' ? size : size + (await writeAll(file, '\n', size))
}
