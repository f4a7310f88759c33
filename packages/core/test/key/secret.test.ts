import { describe, expect, test } from 'vitest'
import { importKey } from '../../src/key/import.ts'
import { materialOf } from '../../src/key/key.ts'
import { HMAC, readTestKey, SECRET_BYTES } from '../fixtures/read-keys.ts'
import { fits, loosened } from './fits.ts'
import { expectRefusal } from './refuses.ts'

const SECRET = 'an honest secret that is long enough for every hash, é and all of it'
const K = Buffer.from(SECRET).toString('base64url')
const weak = { allowWeakSecret: true }

describe.each(HMAC)('%s', (alg) => {
  const bytes = SECRET_BYTES[alg]

  test('takes a string as its UTF-8 bytes, and bytes, and an oct JWK', async () => {
    const text = await importKey({ alg, secret: SECRET })
    const raw = await importKey({ alg, secret: Buffer.from(SECRET) })
    const jwk = await importKey({ alg, jwk: { kty: 'oct', k: K, alg, use: 'sig' } })
    expect(await fits(text, raw)).toBe(true)
    expect(await fits(raw, jwk)).toBe(true)
    expect(text).toEqual({ alg, type: 'secret' })
  })

  test('takes a secret as long as its hash, and none that is shorter', async () => {
    const secret = Buffer.from(SECRET).subarray(0, bytes)
    await expect(importKey({ alg, secret })).resolves.toMatchObject({ type: 'secret' })
    const short = secret.subarray(0, bytes - 1)
    const message = new RegExp(`${alg} needs a secret of at least ${bytes} bytes; make a random`)
    await expectRefusal({ alg, secret: short }, message)
    await expectRefusal({ alg, jwk: { kty: 'oct', k: short.toString('base64url') } }, message)
  })

  test('counts bytes, not characters', async () => {
    await expect(importKey({ alg, secret: 'éè'.repeat(bytes / 4) })).resolves.toBeDefined()
  })

  test('no other key verifies, and another hash is another key', async () => {
    const key = await importKey({ alg, secret: SECRET })
    expect(await fits(key, await importKey({ alg, secret: `${SECRET}.` }))).toBe(false)
    const other = HMAC.find((one) => one !== alg) ?? alg
    expect(await fits(key, await importKey({ alg: other, secret: SECRET }))).toBe(false)
  })

  test('verifies the full length only, in the one spelling', async () => {
    const key = materialOf('test', await importKey({ alg, secret: SECRET }))
    const signature = String(await key.sign?.('data'))
    expect(await key.verify('data', signature)).toBe(true)
    const bent = [
      '',
      signature.slice(0, -1),
      signature.slice(0, 8),
      `${signature}A`,
      `${signature}=`,
      ` ${signature}`,
      `${signature.slice(0, -1)}é`,
      `${signature.slice(0, -1)}${String.fromCharCode(signature.charCodeAt(signature.length - 1) + 256)}`,
      loosened(signature),
    ]
    for (const text of bent) expect(await key.verify('data', text), text).toBe(false)
  })
})

test.each([
  ['an empty secret', '', /the secret is empty; is an environment variable unset\?/],
  ['no bytes', new Uint8Array(0), /the secret is empty/],
  ['zeros', new Uint8Array(64), /repeats one byte; make a random one/],
  ['one byte repeated', new Uint8Array(64).fill(7), /repeats one byte/],
  ['one character repeated', 'x'.repeat(64), /repeats one byte/],
  ['a lone surrogate', `${SECRET}\uD800`, /lone surrogate/],
  ['a number', 5, /must be a string or a Uint8Array/],
  ['a list of bytes', [...Buffer.from(SECRET)], /must be a string or a Uint8Array/],
  ['nothing', undefined, /must be a string or a Uint8Array/],
  [
    'a public key as PEM',
    readTestKey('rsa').spki,
    /the secret is the text of a key .*; give it as "pem"/,
  ],
  [
    'a JWK as JSON',
    ` ${JSON.stringify({ kty: 'RSA', n: 'x'.repeat(99), e: 'AQAB' })}`,
    /the text of a key/,
  ],
  ['a set of JWKs as JSON', `{ "keys": [${'{},'.repeat(30)}{}] }`, /the text of a key/],
  ['a key of SSH', `ssh-ed25519 ${'A'.repeat(68)} somebody`, /the text of a key/],
  ['its bytes', Buffer.from(`\n${readTestKey('rsa').spki}`), /the secret is the text of a key/],
])('refuses %s', async (_what, secret, message) => {
  await expectRefusal({ alg: 'HS256', secret }, message)
})

test.each([
  ['another key type', readTestKey('ed25519').jwk, /"kty" is "oct"/],
  ['an empty one', { kty: 'oct', k: '' }, /the secret is empty/],
  ['none', { kty: 'oct' }, /needs "k" as base64url/],
  ['padding', { kty: 'oct', k: `${K}=` }, /needs "k" as base64url/],
  ['white space', { kty: 'oct', k: `${K}\n` }, /needs "k" as base64url/],
  ['spare bits', { kty: 'oct', k: loosened('A'.repeat(85) + 'Q') }, /needs "k" as base64url/],
  ['bytes', { kty: 'oct', k: Buffer.from(SECRET) }, /needs "k" as base64url/],
  ['another algorithm', { kty: 'oct', k: K, alg: 'HS512' }, /"alg" forbids its use for HS256/],
  ['use for encryption', { kty: 'oct', k: K, use: 'enc' }, /"use" forbids/],
  ['one operation of two', { kty: 'oct', k: K, key_ops: ['sign'] }, /must hold sign and verify/],
  [
    'a PEM within',
    { kty: 'oct', k: Buffer.from(readTestKey('rsa').spki).toString('base64url') },
    /the secret is the text of a key/,
  ],
])('refuses an oct JWK with %s', async (_what, jwk, message) => {
  await expectRefusal({ alg: 'HS256', jwk }, message)
})

test('a weak secret has to be asked for, and is never empty nor a PEM', async () => {
  for (const secret of ['x', 'xxxx', new Uint8Array(32)]) {
    await expect(importKey({ alg: 'HS256', secret }, weak)).resolves.toMatchObject({
      type: 'secret',
    })
  }
  await expectRefusal({ alg: 'HS256', secret: '' }, /empty/, weak)
  await expectRefusal({ alg: 'HS256', jwk: { kty: 'oct', k: '' } }, /empty/, weak)
  await expectRefusal({ alg: 'HS256', secret: readTestKey('rsa').spki }, /PEM/, weak)
  const no = { allowWeakSecret: 'no' as unknown as boolean }
  await expectRefusal(
    { alg: 'HS256', secret: 'x' },
    /"allowWeakSecret" must be true or false, not a string/,
    no,
  )
})

test('is not for the other algorithms', async () => {
  await expectRefusal(
    { alg: 'RS256', secret: SECRET },
    /RS256 takes a "jwk" or "pem", not a secret/,
  )
  await expectRefusal({ alg: 'EdDSA', secret: SECRET }, /EdDSA takes a "jwk" or "pem"/)
  await expectRefusal({ alg: 'HS256', pem: readTestKey('rsa').pkcs8 }, /takes a "secret" or "jwk"/)
})

test.each([
  '{curly}, and not the text of any key at all',
  'it says "kty" and "keys", and is no key for that',
  'the word ssh-ed25519 stands inside, and not in front',
])('takes the secret %j, which only resembles a key', async (secret) => {
  await expect(importKey({ alg: 'HS256', secret })).resolves.toMatchObject({ type: 'secret' })
})
