/// <reference types="node" />
import { open, type FileHandle } from 'node:fs/promises'

/** What a log needs of an open file. */
export type LogFile = Pick<FileHandle, 'read' | 'write' | 'sync' | 'truncate' | 'close'>

/** Writes everything at a position: one call of the system may write less. */
export async function writeAll(file: LogFile, text: string, position: number): Promise<number> {
  const bytes = Buffer.from(text)
  let written = 0
  while (written < bytes.length) {
    const left = bytes.length - written
    // oxlint-disable-next-line no-await-in-loop
    const { bytesWritten } = await file.write(bytes, written, left, position + written)
    written += bytesWritten
  }
  return bytes.length
}

/** Makes the names in a folder durable: a file can be synced while its name is not. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and keeps names in order by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
