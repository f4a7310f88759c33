import { describe, expect, test } from 'vitest'
import type { Revocation } from '../../src/revocation/entry.ts'
import { encodeRecord, HEADER } from '../../src/revocation/file-record.ts'
import { scanLog } from '../../src/revocation/file-scan.ts'

const token = (value: string): Revocation => ({
  level: 'token',
  value,
  cutOffMs: 1000,
  expiresAt: 3000,
})

/** The bytes of a log, and where its lines end. */
function logOf(values: readonly string[]): { bytes: Buffer; lineEnds: number[] } {
  let text = HEADER
  const lineEnds: number[] = []
  for (const value of values) {
    text += encodeRecord(token(value), text.length)
    lineEnds.push(text.length - 1)
  }
  return { bytes: Buffer.from(text), lineEnds }
}

/** What a scan finds, and what it does between two reads. */
async function scan(bytes: Buffer, range: { start?: number; end?: number } = {}) {
  const values: string[] = []
  const perRead: number[] = []
  let before = 0
  const read = async (into: Buffer, offset: number, length: number, position: number) => {
    perRead.push(values.length - before)
    before = values.length
    return { bytesRead: bytes.copy(into, offset, position, position + length), buffer: into }
  }
  const found = await scanLog({ read: read as never }, ({ value }) => values.push(value), range)
  return { ...found, values, perRead }
}

const ids = Array.from({ length: 3000 }, (_, index) => `id-${index}`.padEnd(8 + (index % 31), '.'))

describe('reading a log', () => {
  test('never looks at more than a thousand records at once', async () => {
    const { bytes } = logOf(ids)
    const { values, perRead, size, records } = await scan(bytes)
    expect(values).toEqual(ids)
    expect({ size, records }).toEqual({ size: bytes.length, records: ids.length })
    expect(Math.max(...perRead)).toBeLessThanOrEqual(1000)
  })

  test('finds the complete records wherever it is cut off', async () => {
    const { bytes, lineEnds } = logOf(ids)
    for (let around = 1 << 12; around < bytes.length; around += 1 << 12) {
      for (const from of [around, around + HEADER.length]) {
        for (const cut of [from - 1, from, from + 1]) {
          const { values } = await scan(bytes.subarray(0, cut))
          expect(values.length, `cut at ${cut}`).toBe(lineEnds.filter((at) => at <= cut).length)
        }
      }
    }
  })

  test('reads a part, from the start of a record to the end of another', async () => {
    const { bytes, lineEnds } = logOf(ids)
    const [start = 0, end = 0] = [lineEnds[9], lineEnds[2899]].map((at = 0) => at + 1)
    const { values, size } = await scan(bytes, { start, end })
    expect(values).toEqual(ids.slice(10, 2900))
    expect(size).toBe(end)
  })

  test('puts a long record together in few steps', async () => {
    const long = 'x'.repeat(1 << 22)
    const { values, perRead } = await scan(logOf(['a', long, 'b']).bytes)
    expect(values).toEqual(['a', long, 'b'])
    expect(perRead.length).toBeLessThan(20)
  })
})
