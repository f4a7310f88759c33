import { describe, expect, test } from 'vitest'
import type { JWK } from 'jose'
import { importKey } from '../../src/key/import.ts'
import { exportJwk } from '../../src/key/export.ts'
import { readTestKey } from '../fixtures/read-keys.ts'
import { fits, loosened, rewritten } from './fits.ts'
import { expectRefusal } from './refuses.ts'

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const

const { jwk } = readTestKey('rsa')
const publicJwk: JWK = { kty: 'RSA', n: jwk.n ?? '', e: jwk.e ?? '' }
const other = readTestKey('rsa-other').jwk

/** The same key under another exponent. */
function exponent(hex: string): JWK {
  return { ...publicJwk, e: Buffer.from(hex, 'hex').toString('base64url') }
}

/** One number of the key, plus two. */
function plusTwo(value: string | undefined): string {
  return text(number(value) + 2n)
}

function without(member: string): JWK {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => name !== member)) as JWK
}

describe.each(RSA)('%s', (alg) => {
  test('takes a pair and its public half, under one thumbprint', async () => {
    const pair = await importKey({ alg, jwk })
    const half = await importKey({ alg, jwk: exportJwk(pair) })
    expect([pair.type, half.type]).toEqual(['private', 'public'])
    expect(pair.kid).toBe(half.kid)
    expect(await fits(pair, half)).toBe(true)
    expect(await fits(await importKey({ alg, jwk: other }), half)).toBe(false)
  })

  test('one RSA key under another algorithm is another key', async () => {
    const pair = await importKey({ alg, jwk })
    for (const wrong of RSA.filter((one) => one !== alg)) {
      expect(await fits(await importKey({ alg: wrong, jwk }), pair), wrong).toBe(false)
    }
    await expectRefusal({ alg, jwk: { ...jwk, alg: alg === 'RS256' ? 'PS256' : 'RS256' } }, /"alg"/)
  })
})

test('the thumbprint is that of RFC 7638 §3.1', async () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
  const key = await importKey({ alg: 'RS256', jwk: { kty: 'RSA', n, e: 'AQAB' } })
  expect(key.kid).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
})

test.each([
  ['1024 bits', readTestKey('rsa-1024').jwk, /2048 to 16384 bits; make a key with generateKey/],
  [
    '2047 bits',
    {
      ...publicJwk,
      n: rewritten(jwk.n, (n) => Buffer.concat([Buffer.from([0x7f]), n.subarray(1)])),
    },
    /2048 to 16384 bits/,
  ],
  [
    'more bits than runtimes verify with',
    { ...publicJwk, n: Buffer.alloc(2049, 0xff).toString('base64url') },
    /2048 to 16384 bits/,
  ],
  [
    'an even modulus',
    {
      ...publicJwk,
      n: rewritten(jwk.n, (n) => Buffer.concat([n.subarray(0, -1), Buffer.from([2])])),
    },
    /"n" is even/,
  ],
  ['a zero byte before n', { ...publicJwk, n: rewritten(jwk.n, zeroBefore) }, /"n" must not begin/],
  ['a zero byte before e', { ...publicJwk, e: rewritten(jwk.e, zeroBefore) }, /"e" must not begin/],
  ['a zero byte before d', { ...jwk, d: rewritten(jwk.d, zeroBefore) }, /"d" must not begin/],
  ['spare bits in n', { ...publicJwk, n: loosened(jwk.n) }, /needs "n" as base64url/],
  ['padding', { ...publicJwk, n: `${jwk.n}==` }, /needs "n" as base64url/],
  ['no modulus', { kty: 'RSA', e: 'AQAB' }, /needs "n" as base64url/],
  ['no exponent', { kty: 'RSA', n: jwk.n }, /needs "e" as base64url/],
  ['a number as exponent', { ...publicJwk, e: 65_537 }, /needs "e" as base64url/],
  ['the exponent 1', exponent('01'), /"e" must be odd, over 2\^16/],
  ['the exponent 3', exponent('03'), /"e" must be odd, over 2\^16/],
  ['the exponent 65535', exponent('ffff'), /"e" must be odd, over 2\^16/],
  ['an even exponent', exponent('010002'), /"e" must be odd/],
  ['an exponent over 32 bits', exponent('0100000001'), /below 2\^32/],
  ['an exponent as long as the modulus', { ...publicJwk, e: jwk.n }, /below 2\^32/],
  ['a key made with the exponent 3', readTestKey('rsa-exponent-3').jwk, /"e" must be odd, over/],
  ['more than two primes', { ...jwk, oth: [{ r: 'AQ', d: 'AQ', t: 'AQ' }] }, /make a key of two/],
  ['three primes, told as two', readTestKey('rsa-three-primes').jwk, /must belong together/],
  ['an EC key type', readTestKey('p-256').jwk, /"kty" is "RSA"/],
  ['use for encryption', { ...publicJwk, use: 'enc' }, /"use" forbids/],
  ['key_ops without sign', { ...jwk, key_ops: ['verify'] }, /"key_ops" must hold sign/],
  ['the public half of another key', { ...jwk, n: other.n }, /must belong together/],
  ['p of one and q of n', { ...jwk, p: jwk.n, q: 'AQ' }, /must belong together/],
  ['q of one and p of n', { ...jwk, q: jwk.n, p: 'AQ' }, /must belong together/],
])('refuses %s', async (_what, given, message) => {
  await expectRefusal({ alg: 'RS256', jwk: given }, message)
})

test.each(PRIVATE)('refuses a private key without "%s", and says which', async (member) => {
  await expectRefusal({ alg: 'PS256', jwk: without(member) }, new RegExp(`has no "${member}"`))
})

test.each(PRIVATE)('refuses a "%s" that does not belong to the others', async (member) => {
  const bent = { ...jwk, [member]: plusTwo(jwk[member]) }
  await expectRefusal({ alg: 'RS256', jwk: bent }, /must belong together/)
  const foreign = { ...jwk, [member]: other[member] }
  await expectRefusal({ alg: 'RS256', jwk: foreign }, /must belong together/)
})

test.each(['p', 'q'] as const)('refuses a private exponent right for "%s" only', async (right) => {
  const [d, p, q] = [number(jwk.d), number(jwk.p), number(jwk.q)]
  const wrong = d + ((right === 'p' ? p : q) - 1n)
  const bent = { ...jwk, d: text(wrong), dp: text(wrong % (p - 1n)), dq: text(wrong % (q - 1n)) }
  await expectRefusal({ alg: 'RS256', jwk: bent }, /must belong together/)
})

test('refuses a second spelling of a number', async () => {
  const qi = text(number(jwk.qi) + number(jwk.p))
  await expectRefusal({ alg: 'RS256', jwk: { ...jwk, qi } }, /must belong together/)
})

test('refuses a pair under another exponent', async () => {
  await expectRefusal({ alg: 'RS256', jwk: { ...jwk, e: exponent('010003').e } }, /must belong/)
})

test('takes exponents of 17 to 32 bits', async () => {
  for (const hex of ['010001', '010003', 'ffffffff']) {
    await expect(importKey({ alg: 'RS256', jwk: exponent(hex) })).resolves.toBeDefined()
  }
})

test('takes a modulus of 16384 bits', async () => {
  const n = Buffer.alloc(2048, 0xff).toString('base64url')
  await expect(importKey({ alg: 'RS256', jwk: { ...publicJwk, n } })).resolves.toBeDefined()
})

function number(value: string | undefined): bigint {
  return BigInt(`0x${Buffer.from(value ?? '', 'base64url').toString('hex')}`)
}

function text(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
}

function zeroBefore(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(1), bytes])
}

test('one prime alone is no pair', async () => {
  const together = /members must belong together/
  await expectRefusal({ alg: 'RS256', jwk: { ...jwk, p: jwk.n, q: 'AQ' } as never }, together)
  await expectRefusal({ alg: 'RS256', jwk: { ...jwk, p: 'AQ', q: jwk.n } as never }, together)
})
