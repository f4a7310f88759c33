import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadCookieKey } from '../../src/server/cookie-key.ts'
import { tempFolder } from './test-server.ts'

test('makes a key of 32 random bytes that only its owner can read', async () => {
  const folder = await tempFolder()
  const file = join(folder, 'data', 'cookie.key')
  const key = await loadCookieKey(file)
  expect(key).toHaveLength(32)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
  expect(await readdir(join(folder, 'data'))).toEqual(['cookie.key'])
  expect(await loadCookieKey(join(folder, 'other.key'))).not.toEqual(key)
})

test('reads the same key at the next start', async () => {
  const file = join(await tempFolder(), 'cookie.key')
  const key = await loadCookieKey(file)
  expect(await loadCookieKey(file)).toEqual(key)
})

test('gives servers that start together one key', async () => {
  const file = join(await tempFolder(), 'cookie.key')
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadCookieKey(file)))
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
})

test.each([
  ['nothing', ''],
  ['half a key', 'YWJjZA\n'],
])('refuses a file that holds %s, and leaves it alone', async (_what, text) => {
  const file = join(await tempFolder(), 'cookie.key')
  await writeFile(file, text)
  await expect(loadCookieKey(file)).rejects.toThrow(`${file} is damaged: delete it`)
  expect(await readFile(file, 'utf8')).toBe(text)
})

test('says which file cannot be made', async () => {
  const folder = await tempFolder()
  await writeFile(join(folder, 'data'), '')
  const file = join(folder, 'data', 'cookie.key')
  await expect(loadCookieKey(file)).rejects.toThrow(
    `The cookie key file ${file} cannot be read or written.`,
  )
})
