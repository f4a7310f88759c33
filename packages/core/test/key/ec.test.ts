import { describe, expect, test } from 'vitest'
import type { JWK } from 'jose'
import { exportJwk } from '../../src/key/export.ts'
import { importKey } from '../../src/key/import.ts'
import { KEY_OF, readTestKey } from '../fixtures/read-keys.ts'
import { fits, loosened, rewritten } from './fits.ts'
import { expectRefusal } from './refuses.ts'

const EC = ['ES256', 'ES384', 'ES512'] as const

const { jwk } = readTestKey('p-256')
const { d: _private, ...publicJwk } = jwk
const other = readTestKey('p-256-other').jwk
const p521 = readTestKey('p-521').jwk

describe.each(EC)('%s', (alg) => {
  const own = readTestKey(KEY_OF[alg]).jwk

  test('takes a pair and its public half, under one thumbprint', async () => {
    const pair = await importKey({ alg, jwk: { ...own, alg, use: 'sig', key_ops: ['sign'] } })
    const half = await importKey({ alg, jwk: exportJwk(pair) })
    expect([pair.type, half.type]).toEqual(['private', 'public'])
    expect(pair.kid).toBe(half.kid)
    expect(await fits(pair, half)).toBe(true)
  })

  test('is bound to its own curve', async () => {
    for (const wrong of EC.filter((one) => one !== alg)) {
      await expectRefusal({ alg: wrong, jwk: own }, /needs a JWK whose "crv" is "P-/)
    }
  })
})

/** A byte of the middle, changed. */
function bent(bytes: Buffer): Buffer {
  bytes[16] = (bytes[16] ?? 0) ^ 1
  return bytes
}

const zeros = (length: number): string => Buffer.alloc(length).toString('base64url')
const ones = (length: number): string => Buffer.alloc(length, 0xff).toString('base64url')
/** The order of P-256 (SEC 2 v2 §2.4.2): the first number that is no private key. */
const order = Buffer.from(
  'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  'hex',
).toString('base64url')

test.each<[string, JWK | Record<string, unknown>, RegExp]>([
  ['another key type', readTestKey('ed25519').jwk, /"kty" is "EC"/],
  ['no curve', { ...publicJwk, crv: undefined }, /"crv" is "P-256"/],
  ['a curve that lies', { ...publicJwk, crv: 'P-384' }, /"crv" is "P-256"/],
  ['another curve of its length', readTestKey('secp256k1').jwk, /"crv" is "P-256"/],
  ['its point under our name', { ...readTestKey('secp256k1').jwk, crv: 'P-256' }, /no valid key/],
  ['no y', { ...publicJwk, y: undefined }, /needs "y" as base64url/],
  [
    'a short x',
    { ...publicJwk, x: rewritten(jwk.x, (x) => x.subarray(1)) },
    /"x" must be 32 bytes/,
  ],
  [
    'a long y',
    { ...publicJwk, y: rewritten(jwk.y, (y) => Buffer.concat([Buffer.alloc(1), y])) },
    /"y" must be 32 bytes/,
  ],
  ['a short d', { ...jwk, d: rewritten(jwk.d, (d) => d.subarray(1)) }, /"d" must be 32 bytes/],
  ['padding', { ...publicJwk, x: `${jwk.x}=` }, /needs "x" as base64url/],
  ['spare bits', { ...publicJwk, x: loosened(jwk.x) }, /needs "x" as base64url/],
  ['an empty d', { ...jwk, d: '' }, /needs "d" as base64url/],
  ['a d that is null', { ...jwk, d: null }, /needs "d" as base64url/],
  ['a point off the curve', { ...publicJwk, y: rewritten(jwk.y, bent) }, /no valid key for ES256/],
  ['the point at infinity', { ...publicJwk, x: zeros(32), y: zeros(32) }, /no valid key/],
  ['coordinates over the prime', { ...publicJwk, x: ones(32), y: ones(32) }, /no valid key/],
  ['halves of two pairs', { ...jwk, d: other.d }, /no valid key for ES256: .* export it again/],
  ['a private half of zero', { ...jwk, d: zeros(32) }, /no valid key/],
  ['a private half of the order', { ...jwk, d: order }, /no valid key/],
  ['a private half over the order', { ...jwk, d: ones(32) }, /no valid key/],
  ['alg for something else', { ...jwk, alg: 'ES384' }, /"alg" forbids its use for ES256/],
  ['alg of another curve', { ...jwk, alg: 'Ed25519' }, /"alg" forbids its use for ES256/],
  ['use for encryption', { ...jwk, use: 'enc' }, /"use" forbids/],
  ['key_ops for an agreement', { ...jwk, key_ops: ['deriveBits'] }, /"key_ops" must hold sign/],
  ['a public half that may not verify', { ...publicJwk, key_ops: ['sign'] }, /must hold verify/],
])('refuses %s', async (_what, given, message) => {
  await expectRefusal({ alg: 'ES256', jwk: given }, message)
})

test('refuses a coordinate of P-521 with bits over 521', async () => {
  const { d: _none, ...half } = p521
  const over = rewritten(p521.x, (x) => Buffer.concat([Buffer.from([0x80]), x.subarray(1)]))
  await expectRefusal({ alg: 'ES512', jwk: { ...half, x: over } }, /no valid key for ES512/)
})
