import { expect, test } from 'vitest'
import { exportJwk } from '../../src/key/export.ts'
import { generateKey } from '../../src/key/generate.ts'
import { readRemoteSet } from '../../src/key/remote-set.ts'

const a = exportJwk(await generateKey('EdDSA', { kid: 'a' }))

test.each([
  null,
  5,
  'keys',
  [],
  [{ keys: [] }],
  {},
  { keys: null },
  { keys: {} },
  { keys: { length: 1, 0: a } },
  Object.create({ keys: [a] }),
  new Map([['keys', [a]]]),
])('%j is no JWK Set', (document) => {
  expect(() => readRemoteSet(document)).toThrow('the key server answered no JWK Set')
})

test('a set may have 500 keys, and no more', () => {
  const many = (count: number): unknown => ({
    keys: Array.from({ length: count }, (_, at) => ({ ...a, kid: `k${at}` })),
  })
  expect(readRemoteSet(many(500)).keys).toHaveLength(500)
  expect(() => readRemoteSet(many(501))).toThrow(/more than 500 keys/)
})

test('keys that did not change are the same objects as before, whatever came between', () => {
  const before = readRemoteSet({ keys: [a] })
  const after = readRemoteSet({ keys: [{ ...a, kid: 'b' }, a] }, before)
  expect(after.keys[1]).toBe(before.keys[0])
  expect(after.keys[0]).not.toBe(before.keys[0])
})
