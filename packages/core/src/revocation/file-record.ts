/// <reference types="node" />
import { crc32 } from 'node:zlib'
import { numberOfLevel, type Revocation } from './entry.ts'

/** The first line of a log: what it is, and the version of its format. */
export const HEADER = 'grantline revocations 1\n'

/**
 * One line of a log: a checksum over the rest of the line, a space, and the revocation as JSON.
 *
 * @param offset where in the file the line stands: it is part of the checksum, so that a line which
 * was moved, or stands behind one that was lost, does not hold
 */
export function encodeRecord(revocation: Revocation, offset: number): string {
  const { level, value, cutOffMs, expiresAt } = revocation
  const body = JSON.stringify([level, value, cutOffMs, expiresAt])
  return `${checksum(body, offset)} ${body}\n`
}

/** Reads a line, without its end; `undefined` for one that does not hold. */
export function decodeRecord(line: Buffer, offset: number): Revocation | undefined {
  const sum = line.toString('latin1', 0, SUM_LENGTH)
  const body = line.subarray(SUM_LENGTH + 1)
  if (line[SUM_LENGTH] !== SPACE || checksum(body, offset) !== sum) return undefined
  return readBody(body.toString())
}

const SUM_LENGTH = 8
const SPACE = 0x20

function checksum(body: string | Buffer, offset: number): string {
  return crc32(body, offset % 2 ** 32)
    .toString(16)
    .padStart(SUM_LENGTH, '0')
}

function readBody(text: string): Revocation | undefined {
  try {
    const fields: unknown = JSON.parse(text)
    if (!Array.isArray(fields) || fields.length !== 4) return undefined
    const [level, value, cutOffMs, expiresAt]: unknown[] = fields
    if (numberOfLevel(level) === undefined || typeof value !== 'string') return undefined
    if (!Number.isSafeInteger(cutOffMs) || !Number.isFinite(expiresAt)) return undefined
    return { level, value, cutOffMs, expiresAt } as Revocation
  } catch {
    return undefined
  }
}
