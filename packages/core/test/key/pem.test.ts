import { describe, expect, test } from 'vitest'
import { importKey } from '../../src/key/import.ts'
import { ASYMMETRIC, KEY_OF, readTestKey } from '../fixtures/read-keys.ts'
import { fits } from './fits.ts'
import { expectRefusal } from './refuses.ts'

const rsa = readTestKey('rsa')
const ed25519 = readTestKey('ed25519')
const p256 = readTestKey('p-256')

describe.each(ASYMMETRIC)('%s', (alg) => {
  const { jwk, pkcs8, spki, certificate } = readTestKey(KEY_OF[alg])

  test('takes PKCS#8, SPKI and a certificate, each the same key as its JWK', async () => {
    const pair = await importKey({ alg, jwk })
    const [signing, verifying, certified] = [
      await importKey({ alg, pem: pkcs8 }),
      await importKey({ alg, pem: spki }),
      await importKey({ alg, pem: certificate }),
    ]
    expect([signing, verifying, certified]).toEqual([
      pair,
      { ...pair, type: 'public' },
      { ...pair, type: 'public' },
    ])
    for (const half of [verifying, certified]) expect(await fits(signing, half)).toBe(true)
  })

  test('refuses the PEM of another key type', async () => {
    const wrong = alg === 'EdDSA' ? p256 : ed25519
    for (const pem of [wrong.pkcs8, wrong.spki, wrong.certificate]) {
      await expectRefusal({ alg, pem }, new RegExp(`does not hold a key for ${alg} \\(`))
    }
  })
})

test('text around the block and Windows line breaks do not matter', async () => {
  const pem = `Bag Attributes\r\n  friendlyName: k\r\n${p256.pkcs8.replaceAll('\n', '\r\n')}\r\n`
  await expect(importKey({ alg: 'ES256', pem })).resolves.toMatchObject({ type: 'private' })
})

test('the kid is the option, else the thumbprint', async () => {
  const named = await importKey({ alg: 'ES256', pem: p256.spki }, { kid: 'k1' })
  expect(named.kid).toBe('k1')
  const { kid } = await importKey({ alg: 'ES256', jwk: p256.jwk })
  expect((await importKey({ alg: 'ES256', pem: p256.certificate })).kid).toBe(kid)
})

const TO_PKCS8 = /convert it: openssl pkcs8 -topk8 -nocrypt/
const KINDS = /must hold a PRIVATE KEY \(PKCS#8\), PUBLIC KEY \(SPKI\) or CERTIFICATE block/

test.each([
  ['an encrypted RSA key', 'RS256', rsa.encrypted, TO_PKCS8],
  ['an encrypted EC key', 'ES256', p256.encrypted, TO_PKCS8],
  ['an encrypted Ed25519 key', 'EdDSA', ed25519.encrypted, TO_PKCS8],
  ['PKCS#1', 'RS256', rsa.pkcs1, TO_PKCS8],
  ['a public key in PKCS#1', 'RS256', rsa.pkcs1Public, /openssl rsa -RSAPublicKey_in -pubout/],
  ['SEC1', 'ES256', p256.sec1, TO_PKCS8],
  [
    'SEC1 behind its parameters',
    'ES256',
    `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${p256.sec1}`,
    TO_PKCS8,
  ],
  ['an OpenSSH key', 'EdDSA', p256.sec1.replaceAll('EC PRIVATE', 'OPENSSH PRIVATE'), KINDS],
  [
    'a certificate request',
    'RS256',
    rsa.spki.replaceAll('PUBLIC KEY', 'CERTIFICATE REQUEST'),
    KINDS,
  ],
  ['no PEM', 'EdDSA', 'a line of text without any block', KINDS],
  ['an empty text', 'EdDSA', '', KINDS],
  ['bytes', 'EdDSA', Buffer.from(ed25519.spki), /must be text, not bytes/],
  ['nothing', 'EdDSA', undefined, /must be text/],
  ['two blocks', 'EdDSA', ed25519.pkcs8 + ed25519.spki, /several blocks; give the one/],
  ['a chain of certificates', 'EdDSA', ed25519.certificate.repeat(2), /several blocks/],
  ['a block that is cut off', 'EdDSA', ed25519.pkcs8.slice(0, -5), /cut off/],
  ['line breaks as two characters', 'RS256', rsa.pkcs8.replaceAll('\n', '\\n'), /line breaks/],
  ['an end of another kind', 'EdDSA', ed25519.spki.replace('END PUBLIC', 'END PRIVATE'), /cut off/],
  [
    'a private key that says it is public',
    'EdDSA',
    ed25519.pkcs8.replaceAll('PRIVATE', 'PUBLIC'),
    /does not hold/,
  ],
  [
    'bytes that are no key',
    'RS256',
    '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
    /does not hold a key for RS256 \(RSA\)/,
  ],
  [
    'bytes that are no certificate',
    'RS256',
    '-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----',
    /does not hold/,
  ],
  ['another curve', 'ES384', p256.pkcs8, /does not hold a key for ES384 \(P-384\)/],
  ['a curve that no algorithm names', 'ES256', readTestKey('secp256k1').spki, /does not hold/],
  [
    'an Ed448 key',
    'EdDSA',
    readTestKey('ed448').pkcs8,
    /does not hold a key for EdDSA \(Ed25519\)/,
  ],
  ['an RSA key bound to PSS by its type', 'PS256', readTestKey('rsa-pss').pkcs8, /does not hold/],
  ['an RSA key of 1024 bits', 'RS256', readTestKey('rsa-1024').pkcs8, /2048 to 16384 bits/],
  ['its certificate', 'RS256', readTestKey('rsa-1024').certificate, /2048 to 16384 bits/],
  ['an RSA key of the exponent 3', 'RS256', readTestKey('rsa-exponent-3').spki, /"e" must be odd/],
  [
    'an RSA key of three primes',
    'RS256',
    readTestKey('rsa-three-primes').pkcs8,
    /does not hold|belong/,
  ],
])('refuses %s', async (_what, alg, pem, message) => {
  await expectRefusal({ alg, pem }, message)
})
