import { expect, test } from 'vitest'
import { exportJwk } from '../../src/key/export.ts'
import { importKey } from '../../src/key/import.ts'
import { readOkpJwk } from '../../src/key/okp-rules.ts'
import { readTestKey } from '../fixtures/read-keys.ts'
import { fits, loosened } from './fits.ts'
import { expectRefusal } from './refuses.ts'

const { jwk } = readTestKey('ed25519')
const { d: _private, ...publicJwk } = jwk
const other = readTestKey('ed25519-other').jwk

/** A point whose first byte, and last, say something. */
function point(first: string, last = '00'): Record<string, string> {
  return encoded(`${first}${'00'.repeat(30)}${last}`)
}

function encoded(hex: string): Record<string, string> {
  return { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') }
}

test('takes a pair and its public half, under one thumbprint', async () => {
  const pair = await importKey({ alg: 'EdDSA', jwk })
  const half = await importKey({ alg: 'EdDSA', jwk: exportJwk(pair) })
  expect([pair.type, half.type]).toEqual(['private', 'public'])
  expect(pair.kid).toBe(half.kid)
  expect(await fits(pair, half)).toBe(true)
  expect(await fits(await importKey({ alg: 'EdDSA', jwk: other }), half)).toBe(false)
})

test('obeys a JWK that names itself Ed25519 (RFC 9864), or EdDSA', async () => {
  for (const alg of ['Ed25519', 'EdDSA']) {
    const named = { ...jwk, alg, use: 'sig', key_ops: ['sign'] }
    await expect(importKey({ alg: 'EdDSA', jwk: named })).resolves.toMatchObject({ alg: 'EdDSA' })
  }
})

test.each([
  ['the identity point', point('01'), /no sound Ed25519 public key/],
  ['the identity point, negative', point('01', '80'), /no sound/],
  ['the zero point', point('00'), /no sound/],
  ['minus one', encoded(`ec${'ff'.repeat(30)}7f`), /no sound/],
  [
    'a point of order eight',
    encoded('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
    /no sound/,
  ],
  [
    'its other half',
    encoded('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'),
    /no sound/,
  ],
  ['a coordinate of p', encoded(`ed${'ff'.repeat(30)}7f`), /no sound/],
  ['a coordinate of p plus one', encoded(`ee${'ff'.repeat(30)}ff`), /no sound/],
  ['a coordinate over p', encoded('ff'.repeat(32)), /no sound/],
  ['a point with spare bits', { ...publicJwk, x: loosened(jwk.x) }, /needs "x" as base64url/],
  ['padding', { ...jwk, d: `${jwk.d}=` }, /needs "d" as base64url/],
  ['a point that is too short', { ...publicJwk, x: 'AAAA' }, /"x" must be 32 bytes/],
  ['a private half that is too short', { ...jwk, d: 'AAAA' }, /"d" must be 32 bytes/],
  ['no public half', { kty: 'OKP', crv: 'Ed25519', d: jwk.d }, /needs "x"/],
  ['the curve Ed448', { ...jwk, crv: 'Ed448' }, /"crv" is "Ed25519"/],
  ['an Ed448 key', readTestKey('ed448').jwk, /"crv" is "Ed25519"/],
  ['a key for agreement', { ...jwk, crv: 'X25519' }, /"crv" is "Ed25519"/],
  ['another key type', { ...jwk, kty: 'EC' }, /"kty" is "OKP"/],
  ['halves of two pairs', { ...jwk, d: other.d }, /no valid key for EdDSA/],
  ['alg for something else', { ...jwk, alg: 'ES256' }, /"alg" forbids/],
  ['alg for the other curve', { ...jwk, alg: 'Ed448' }, /"alg" forbids/],
  ['use for encryption', { ...jwk, use: 'enc' }, /"use" forbids/],
  ['key_ops without sign', { ...jwk, key_ops: ['verify'] }, /must hold sign/],
  ['key_ops that is no list', { ...jwk, key_ops: 'sign' }, /must hold sign/],
  ['a public half that may not verify', { ...publicJwk, key_ops: ['sign'] }, /must hold verify/],
])('refuses %s', async (_what, given, message) => {
  await expectRefusal({ alg: 'EdDSA', jwk: given }, message)
})

test.each([
  ['two below the prime', `eb${'ff'.repeat(30)}7f`],
  ['high in the first byte, and not in the last', `ff${'ff'.repeat(30)}7e`],
  ['high in both, and not in between', `ff${'ff'.repeat(14)}00${'ff'.repeat(15)}7f`],
  ['high in between alone', `02${'ff'.repeat(30)}00`],
])('the rules take a number below the prime: %s', (_what, hex) => {
  const rules = { kty: 'OKP', crv: 'Ed25519', bytes: 32 } as const
  expect(readOkpJwk('EdDSA', encoded(hex), rules)).toEqual(encoded(hex))
  const signed = `${hex.slice(0, -2)}${(Number.parseInt(hex.slice(-2), 16) + 128).toString(16)}`
  expect(readOkpJwk('EdDSA', encoded(signed), rules)).toEqual(encoded(signed))
})
