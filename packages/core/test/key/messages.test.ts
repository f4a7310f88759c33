import { expect, test } from 'vitest'
import { exportJwk } from '../../src/key/export.ts'
import { generateKey } from '../../src/key/generate.ts'
import { remoteKeys } from '../../src/key/remote.ts'
import { createKeyRing } from '../../src/key/ring.ts'

// A message names the function, the option and what to do, so that it is found in the calling code.

const key = await generateKey('EdDSA', { kid: 'a' })
const url = 'https://issuer.example/jwks'
const odd = 'odd' as never
const ring = createKeyRing([key])

test.each<readonly [string, () => unknown]>([
  ['remoteKeys: unknown option "odd"', () => remoteKeys(url, { odd } as never)],
  ['remoteKeys: "url" must be an absolute URL', () => remoteKeys('jwks')],
  ['remoteKeys: "timeout"', () => remoteKeys(url, { timeout: odd })],
  ['remoteKeys: "cacheMaxAge"', () => remoteKeys(url, { cacheMaxAge: odd })],
  ['remoteKeys: "cooldown"', () => remoteKeys(url, { cooldown: odd })],
  ['remoteKeys: "maxStale"', () => remoteKeys(url, { maxStale: odd })],
  ['remoteKeys: "clock"', () => remoteKeys(url, { clock: odd })],
  ['remoteKeys: "onEvent"', () => remoteKeys(url, { onEvent: odd })],
  ['remoteKeys: "fetch" must be a function', () => remoteKeys(url, { fetch: odd })],
  ['createKeyRing: unknown option "odd"', () => createKeyRing([key], { odd } as never)],
  ['createKeyRing: "keys" must be a list of one key', () => createKeyRing([])],
  ['createKeyRing: "keys" must be a key made by', () => createKeyRing([odd])],
  ['createKeyRing: "clock"', () => createKeyRing([key], { clock: odd })],
  ['createKeyRing: "onEvent"', () => createKeyRing([key], { onEvent: odd })],
  ['createKeyRing: two keys have one "kid"', () => createKeyRing([key, key])],
  ['rotate: "keys" must be a key made by', () => ring.rotate(odd)],
  ['rotate: two keys have one "kid"', () => ring.rotate(key)],
  ['rotate: unknown option "odd"', () => ring.rotate(key, { odd } as never)],
  ['rotate: "publishFor"', () => ring.rotate(key, { publishFor: odd })],
  ['rotate: "retireAfter"', () => ring.rotate(key, { retireAfter: odd })],
  ['retire: no key of this "kid" is in the ring', () => ring.retire('b')],
  ['exportJwk: unknown option "odd"', () => exportJwk(key, { odd } as never)],
  ['exportJwk: "keys" must be a key made by', () => exportJwk(odd)],
])('%s', (start, call) => {
  expect(call).toThrow(new RegExp(`^${start}`))
})

test('generateKey names itself too', async () => {
  await expect(generateKey('EdDSA', { odd } as never)).rejects.toThrow(/^generateKey: unknown/)
  await expect(generateKey(odd)).rejects.toThrow(/^generateKey: "alg" must be one of HS256, HS384/)
})
