import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { fileRevocationStore } from '../../src/node.ts'
import { identity } from './suite/identity.ts'
import { temporaryFile } from './temporary.ts'

const clock = (): number => 2000
const ids = ['a', 'b☎', 'c', 'd']
const entry = (value: string) => ({ level: 'token', value, before: 1999, expiresAt: 3000 }) as const

/** A log of four records. */
async function writeLog(file: string): Promise<Buffer> {
  const store = await fileRevocationStore({ file, clock })
  for (const id of ids) await store.revoke(entry(id))
  await store.close()
  return readFile(file)
}

/** What a log of these bytes remembers; also that another revocation can be added to it. */
async function remembered(file: string, bytes: Buffer): Promise<string[]> {
  await writeFile(file, bytes)
  const store = await fileRevocationStore({ file, clock })
  // Nothing of the torn line is left for the next record to join.
  expect((await readFile(file, 'latin1')).replace(/^.*\n/gm, '')).toBe('')
  const found = ids.filter((id) => store.check(identity({ id })).revoked)
  await store.revoke(entry('another'))
  await store.close()
  const again = await fileRevocationStore({ file, clock })
  const later = [...ids, 'another'].filter((id) => again.check(identity({ id })).revoked)
  await again.close()
  expect(later).toEqual([...found, 'another'])
  return found
}

describe('a log that a crash cut off', () => {
  test('holds exactly the complete records, wherever the cut is', async () => {
    const file = await temporaryFile()
    const whole = await writeLog(file)
    const lineEnds = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at)
    expect(lineEnds).toHaveLength(5)
    for (let length = 0; length <= whole.length; length += 1) {
      // A record is complete with its checksum; its line break may be missing.
      const complete = lineEnds.slice(1).filter((at) => at <= length).length
      const found = await remembered(file, whole.subarray(0, length))
      expect(found, `cut at ${length}`).toEqual(ids.slice(0, complete))
    }
  }, 60_000)

  test('may end in zeros, as file systems leave it after a power cut', async () => {
    const file = await temporaryFile()
    const whole = await writeLog(file)
    const found = await remembered(file, Buffer.concat([whole, Buffer.alloc(4096)]))
    expect(found).toEqual(ids)
  })
})

describe('a log with a damaged byte', () => {
  test('is refused and left alone, or loses no more than a last line without its end', async () => {
    const file = await temporaryFile()
    const whole = await writeLog(file)
    const lastByte = whole.length - 1
    for (let at = 0; at < whole.length; at += 1) {
      for (const mask of [0x01, 0x20]) {
        const bytes = Buffer.from(whole)
        bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at)
        await writeFile(file, bytes)
        const opening = fileRevocationStore({ file, clock })
        if (at === lastByte) {
          const store = await opening
          const found = ids.filter((id) => store.check(identity({ id })).revoked)
          expect(found).toEqual(ids.slice(0, 3))
          await store.close()
          continue
        }
        await expect(opening, `byte ${at}`).rejects.toMatchObject({ code: 'verifier_unavailable' })
        expect(await readFile(file)).toEqual(bytes)
      }
    }
  }, 60_000)

  test('the error tells where and what to do, and none of the values', async () => {
    const file = await temporaryFile()
    const whole = await writeLog(file)
    const at = whole.indexOf('b☎')
    whole.writeUInt8(0x78, at)
    await writeFile(file, whole)
    const opening = fileRevocationStore({ file, clock })
    await expect(opening).rejects.toThrow(/damaged at byte \d+; restore .* backup.*"all"/)
    await expect(opening).rejects.not.toThrow(/☎/)
  })

  test('a line that is missing, moved or there twice is damage', async () => {
    const file = await temporaryFile()
    const whole = await writeLog(file)
    const [header = '', ...records] = whole.toString().trimEnd().split('\n')
    const [one = '', two = '', three = '', four = ''] = records
    for (const lines of [
      [one, three, four],
      [two, three, four],
      [two, one, three, four],
      [one, one, two, three, four],
      [one, '', two],
    ]) {
      await writeFile(file, [header, ...lines, ''].join('\n'))
      await expect(fileRevocationStore({ file, clock })).rejects.toThrow(/damaged/)
    }
  })
})
