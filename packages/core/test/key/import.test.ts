import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  createMinter,
  createVerifier,
  exportJwk,
  generateKey,
  importKey,
  type Key,
  type KeyInput,
} from '../../src/index.ts'

const SECRET = 'an honest secret of 32 bytes or more'
const K = Buffer.from(SECRET).toString('base64url')
const ed25519 = generateKeyPairSync('ed25519')
const privateJwk = ed25519.privateKey.export({ format: 'jwk' }) as Record<string, string> & {
  kty: string
}
const otherJwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })

/** A point of which only the first byte, and the last, say something. */
function point(first: string, last = '00'): string {
  return Buffer.from(`${first}${'00'.repeat(30)}${last}`, 'hex').toString('base64url')
}

/** The same bytes in another spelling: the last character's spare bits set. */
function loosened(text = ''): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) + 1)
}

/** Whether what one key signs, the other verifies. */
async function fits(signing: Key, verifying: Key): Promise<boolean> {
  const { token } = await createMinter({ issuer: 'i', keys: signing }).mint({ capabilities: [] })
  return (await createVerifier({ issuer: 'i', keys: verifying }).check(token)).ok
}

describe('HS256', () => {
  test('takes a string as its UTF-8 bytes, and bytes, and an oct JWK', async () => {
    const text = await importKey({ alg: 'HS256', secret: `${SECRET} é` })
    const bytes = await importKey({ alg: 'HS256', secret: Buffer.from(`${SECRET} é`) })
    const jwk = await importKey({
      alg: 'HS256',
      jwk: { kty: 'oct', k: Buffer.from(`${SECRET} é`).toString('base64url') },
    })
    expect(await fits(text, bytes)).toBe(true)
    expect(await fits(bytes, jwk)).toBe(true)
    expect(text).toEqual({ alg: 'HS256', type: 'secret' })
  })

  test.each([
    ['an empty secret', ''],
    ['31 bytes', 'x1'.repeat(15) + 'y'],
    ['zeros', new Uint8Array(64)],
    ['one byte repeated', new Uint8Array(64).fill(7)],
    ['a lone surrogate', `${'x1'.repeat(20)}\uD800`],
  ])('refuses %s', async (_what, secret) => {
    await expect(importKey({ alg: 'HS256', secret })).rejects.toThrow(TypeError)
  })

  test('a weak secret has to be asked for, and is never empty', async () => {
    const weak = { allowWeakSecret: true }
    await expect(importKey({ alg: 'HS256', secret: 'x' }, weak)).resolves.toMatchObject({
      type: 'secret',
    })
    await expect(importKey({ alg: 'HS256', secret: '' }, weak)).rejects.toThrow(/empty/)
    await expect(importKey({ alg: 'HS256', jwk: { kty: 'oct', k: '' } }, weak)).rejects.toThrow(
      TypeError,
    )
    const no = { allowWeakSecret: 'no' as unknown as boolean }
    await expect(importKey({ alg: 'HS256', secret: 'x' }, no)).rejects.toThrow(TypeError)
  })
})

describe('EdDSA', () => {
  test('takes a JWK pair, its public half, PKCS#8 and SPKI', async () => {
    const pair = await importKey({ alg: 'EdDSA', jwk: privateJwk })
    const pkcs8 = ed25519.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const spki = ed25519.publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const fromPem = await importKey({ alg: 'EdDSA', pem: pkcs8 })
    const publicPem = await importKey({ alg: 'EdDSA', pem: spki })
    const publicJwk = await importKey({ alg: 'EdDSA', jwk: exportJwk(pair) })
    expect([pair.type, publicJwk.type, fromPem.type, publicPem.type]).toEqual([
      'private',
      'public',
      'private',
      'public',
    ])
    expect(await fits(pair, publicPem)).toBe(true)
    expect(await fits(fromPem, publicJwk)).toBe(true)
    expect(new Set([pair.kid, publicJwk.kid, fromPem.kid, publicPem.kid]).size).toBe(1)
  })

  test('the kid is the option, else the JWK’s own, else the RFC 7638 thumbprint', async () => {
    // The key and its thumbprint of RFC 8037 appendix A.3.
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
    const kidOf = async (input: KeyInput, kid?: string): Promise<string | undefined> =>
      (await importKey(input, kid === undefined ? {} : { kid })).kid
    expect(await kidOf({ alg: 'EdDSA', jwk })).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
    expect(await kidOf({ alg: 'EdDSA', jwk: { ...jwk, kid: 'own' } })).toBe('own')
    expect(await kidOf({ alg: 'EdDSA', jwk: { ...jwk, kid: 'own' } }, 'said')).toBe('said')
  })

  test.each([
    ['the identity point', { kty: 'OKP', crv: 'Ed25519', x: point('01') }],
    ['the identity point, negative', { kty: 'OKP', crv: 'Ed25519', x: point('01', '80') }],
    ['the zero point', { kty: 'OKP', crv: 'Ed25519', x: point('00') }],
    ['a coordinate of p', { kty: 'OKP', crv: 'Ed25519', x: `7f${'_'.repeat(39)}38` }],
    [
      'a coordinate over p',
      { kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32, 0xff).toString('base64url') },
    ],
    ['a point with spare bits', { ...privateJwk, d: undefined, x: loosened(privateJwk['x']) }],
    ['padding', { ...privateJwk, d: `${privateJwk['d']}=` }],
    ['key_ops that is no list', { ...privateJwk, key_ops: 'sign' }],
    [
      'a public half that may not verify',
      { kty: 'OKP', crv: 'Ed25519', x: privateJwk['x'], key_ops: ['sign'] },
    ],
    ['members that are inherited', Object.create(privateJwk)],
    ['another curve', { ...privateJwk, crv: 'Ed448' }],
    ['another key type', { ...privateJwk, kty: 'EC' }],
    ['halves of two pairs', { ...privateJwk, d: otherJwk.d }],
    ['a point that is too short', { ...privateJwk, d: undefined, x: 'AAAA' }],
    ['no public half', { kty: 'OKP', crv: 'Ed25519', d: privateJwk['d'] }],
    ['alg for something else', { ...privateJwk, alg: 'ES256' }],
    ['use for encryption', { ...privateJwk, use: 'enc' }],
    ['key_ops without sign', { ...privateJwk, key_ops: ['verify'] }],
  ])('refuses %s', async (_what, jwk) => {
    await expect(importKey({ alg: 'EdDSA', jwk: jwk as never })).rejects.toThrow(TypeError)
  })

  test('obeys a JWK that names itself Ed25519 (RFC 9864)', async () => {
    const jwk = { ...privateJwk, alg: 'Ed25519', use: 'sig', key_ops: ['sign'] }
    await expect(importKey({ alg: 'EdDSA', jwk })).resolves.toBeDefined()
  })
})

test.each([
  ['a public key as an HMAC secret JWK', { alg: 'HS256', jwk: privateJwk }],
  ['a secret for EdDSA', { alg: 'EdDSA', secret: SECRET }],
  ['a PEM for HS256', { alg: 'HS256', pem: SECRET }],
  ['a PEM of another kind', { alg: 'EdDSA', pem: '-----BEGIN CERTIFICATE-----' }],
  [
    'a broken PEM',
    { alg: 'EdDSA', pem: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' },
  ],
  ['a PEM as bytes', { alg: 'EdDSA', pem: Buffer.from('x') }],
  ['two sources', { alg: 'HS256', secret: SECRET, jwk: privateJwk }],
  ['an option among the source', { alg: 'HS256', secret: SECRET, kid: 'k' }],
  ['an oct JWK for another algorithm', { alg: 'HS256', jwk: { kty: 'oct', k: K, alg: 'HS512' } }],
  ['an oct JWK that may only sign', { alg: 'HS256', jwk: { kty: 'oct', k: K, key_ops: ['sign'] } }],
  ['an oct JWK that is no base64url', { alg: 'HS256', jwk: { kty: 'oct', k: `${K}=` } }],
  ['an inherited oct JWK', { alg: 'HS256', jwk: Object.create({ kty: 'oct', k: K }) }],
  ['nothing at all', undefined],
  ['nothing', { alg: 'HS256' }],
  ['an unknown algorithm', { alg: 'none', secret: SECRET }],
  ['a number as secret', { alg: 'HS256', secret: 5 }],
])('refuses %s', async (_what, input) => {
  await expect(importKey(input as never)).rejects.toThrow(/^importKey: /)
})

test('a kid is never empty', async () => {
  await expect(importKey({ alg: 'HS256', secret: SECRET }, { kid: '' })).rejects.toThrow(/"kid"/)
})

test('refuses options nobody reads', async () => {
  const options = { allowWeakSecrets: true } as never
  await expect(importKey({ alg: 'HS256', secret: SECRET }, options)).rejects.toThrow(
    /unknown option "allowWeakSecrets"/,
  )
})

test('refuses an RSA key for EdDSA without quoting it', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const pem = rsa.export({ format: 'pem', type: 'pkcs8' }).toString()
  const error = await importKey({ alg: 'EdDSA', pem }).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(TypeError)
  expect(inspect(error, { depth: 9 })).not.toContain(pem.split('\n')[1])
})

test('a key prints nothing of its material', async () => {
  const key = await importKey({ alg: 'HS256', secret: SECRET }, { kid: 'k1' })
  const printed = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)
  expect(printed).not.toContain(Buffer.from(SECRET).toString('base64url'))
  expect(printed).not.toContain(SECRET)
})

describe('generating and keeping', () => {
  test('two keys are never the same, and verify only their own', async () => {
    const [one, other] = [await generateKey('HS256'), await generateKey('HS256')]
    expect(await fits(one, one)).toBe(true)
    expect(await fits(one, other)).toBe(false)
    const [pair, strange] = [await generateKey('EdDSA'), await generateKey('EdDSA', { kid: 'x' })]
    expect(await fits(pair, pair)).toBe(true)
    expect(strange.kid).toBe('x')
  })

  test.each(['HS256', 'EdDSA'] as const)('an exported %s key comes back', async (alg) => {
    const key = await generateKey(alg, { kid: 'k1' })
    const jwk = JSON.parse(JSON.stringify(exportJwk(key, { private: true })))
    const back = await importKey({ alg, jwk })
    expect(back).toEqual(key)
    expect(await fits(back, key)).toBe(true)
  })

  test('the public half holds no private member, a secret has none', async () => {
    expect(exportJwk(await generateKey('EdDSA'))).not.toHaveProperty('d')
    const secret = await generateKey('HS256')
    expect(() => exportJwk(secret)).toThrow(/no public half/)
    const half = await importKey({ alg: 'EdDSA', jwk: exportJwk(await generateKey('EdDSA')) })
    expect(() => exportJwk(half, { private: true })).toThrow(/no private half/)
  })
})
