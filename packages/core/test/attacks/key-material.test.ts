import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  createKeyRing,
  createVerifier,
  importKey,
  remoteKeys,
  type Algorithm,
  type KeyInput,
} from '../../src/index.ts'
import { publicHalf } from '../../src/crypto/jws-parameters.ts'
import { readTestKey, testJwk } from '../fixtures/read-keys.ts'
import { CLAIMS, encode, handMade, HEADER, NOW, verdict, withSignature, worldOf } from './hand.ts'

const oct = (bytes: Uint8Array | string): KeyInput => ({
  alg: 'HS256',
  jwk: { kty: 'oct', k: Buffer.from(bytes).toString('base64url') },
})

describe('empty, missing, weak and constant secrets (RFC 7518 §3.2, RFC 8725 §3.5; CVE-2026-44351, CVE-2026-45363, CVE-2026-49852)', () => {
  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    ['an empty text', { alg: 'HS256', secret: '' }, /empty/],
    ['no bytes', { alg: 'HS256', secret: new Uint8Array() }, /empty/],
    ['an empty JWK', { alg: 'HS256', jwk: { kty: 'oct', k: '' } }, /empty/],
    ['a JWK without k', { alg: 'HS256', jwk: { kty: 'oct' } }, /"k"/],
    ['undefined', { alg: 'HS256', secret: undefined }, /string or a Uint8Array/],
    ['null', { alg: 'HS256', secret: null }, /string or a Uint8Array/],
    ['a number', { alg: 'HS256', secret: 42 }, /string or a Uint8Array/],
    ['a list', { alg: 'HS256', secret: ['x'.repeat(40)] }, /string or a Uint8Array/],
    ['nothing at all', { alg: 'HS256' }, /exactly one/],
    ['31 bytes for HS256', { alg: 'HS256', secret: 'x1'.repeat(15) + 'y' }, /at least 32 bytes/],
    ['47 bytes for HS384', { alg: 'HS384', secret: 'x1'.repeat(23) + 'y' }, /at least 48 bytes/],
    ['63 bytes for HS512', { alg: 'HS512', secret: 'x1'.repeat(31) + 'y' }, /at least 64 bytes/],
    ['zeros', { alg: 'HS256', secret: new Uint8Array(64) }, /repeats one byte/],
    ['one letter', { alg: 'HS256', secret: 'a'.repeat(64) }, /repeats one byte/],
    ['padded base64', { alg: 'HS256', jwk: { kty: 'oct', k: `${'A1'.repeat(22)}=` } }, /"k"/],
  ]

  test.each(bad)('%s', async (_what, input, message) => {
    await expect(importKey(input as KeyInput)).rejects.toThrow(message)
    await expect(importKey(input as KeyInput)).rejects.toThrow(TypeError)
  })

  test.each(bad.slice(0, 9))('a weak secret may be allowed, but never %s', async (_what, input) => {
    await expect(importKey(input as KeyInput, { allowWeakSecret: true })).rejects.toThrow(TypeError)
  })

  test('a token made with an empty or a constant secret is refused', async () => {
    const { verifier, control } = await worldOf()
    expect(await verdict(verifier, control)).toBe('accepted')
    const input = `${encode(HEADER)}.${encode(CLAIMS)}`
    for (const secret of [
      '',
      '\0',
      Buffer.alloc(32),
      Buffer.alloc(64),
      'secret',
      'undefined',
      'null',
    ]) {
      const mac = createHmac('sha256', secret).update(input).digest()
      expect(await verdict(verifier, withSignature(input, mac))).toBe('signature')
    }
  })

  test('the control: 32 bytes that differ', async () => {
    await expect(importKey(oct('0123456789abcdef0123456789abcdef'))).resolves.toBeDefined()
  })
})

describe('what a JWK says it is for (RFC 7517 §4.2 to §4.4)', () => {
  const ec = readTestKey('p-256').jwk
  const cases: readonly (readonly [string, Algorithm, object, RegExp])[] = [
    ['use enc', 'ES256', { use: 'enc' }, /"use"/],
    ['use in capitals', 'ES256', { use: 'SIG' }, /"use"/],
    ['use as a list', 'ES256', { use: ['sig'] }, /"use"/],
    ['key_ops for encryption', 'ES256', { key_ops: ['encrypt'] }, /"key_ops"/],
    ['no key_ops at all', 'ES256', { key_ops: [] }, /"key_ops"/],
    ['key_ops as text', 'ES256', { key_ops: 'sign' }, /"key_ops"/],
    ['key_ops for verifying, and a private half', 'ES256', { key_ops: ['verify'] }, /"key_ops"/],
    ['another algorithm', 'ES256', { alg: 'ES384' }, /"alg"/],
    ['none', 'ES256', { alg: 'none' }, /"alg"/],
    ['an algorithm for encryption', 'ES256', { alg: 'ECDH-ES' }, /"alg"/],
    ['another type', 'HS256', {}, /"kty"/],
    ['another curve', 'ES384', {}, /"crv"/],
  ]

  test.each(cases)('%s', async (_what, alg, members, message) => {
    await expect(importKey({ alg, jwk: { ...ec, ...members } })).rejects.toThrow(message)
    await expect(importKey({ alg: 'ES256', jwk: ec })).resolves.toBeDefined()
  })

  test.each([
    ['use enc', { use: 'enc' }],
    ['key_ops', { key_ops: ['encrypt'] }],
    ['another algorithm', { alg: 'ES384' }],
    ['its private half', { d: ec.d ?? '' }],
  ])('a remote key with %s verifies nothing', async (_what, members) => {
    const token = handMade({ ...HEADER, alg: 'ES256', kid: 'k' }, CLAIMS, 'ES256')
    const verifierOf = (jwk: object) =>
      createVerifier({
        issuer: 'issuer',
        keys: remoteKeys('https://issuer.example/jwks', {
          fetch: async () => Response.json({ keys: [jwk] }),
        }),
        algorithms: ['ES256'],
        clock: () => NOW,
      })
    const good = { ...publicHalf(ec), kid: 'k' }
    expect(await verdict(verifierOf(good), token)).toBe('accepted')
    expect(await verdict(verifierOf({ ...good, ...members }), token)).toBe('key')
  })

  test('keys under which signatures can be forged (RFC 8725 §3.5)', async () => {
    const publicOf = (name: string) => publicHalf(readTestKey(name).jwk)
    await expect(importKey({ alg: 'RS256', jwk: publicOf('rsa-1024') })).rejects.toThrow(/2048/)
    await expect(importKey({ alg: 'RS256', jwk: publicOf('rsa-exponent-3') })).rejects.toThrow(
      /exponent/,
    )
    const one = { ...publicOf('rsa'), e: 'AQ' }
    await expect(importKey({ alg: 'RS256', jwk: one })).rejects.toThrow(/exponent/)
    const off = { ...publicOf('p-256'), y: publicOf('p-256-other').y ?? '' }
    await expect(importKey({ alg: 'ES256', jwk: off })).rejects.toThrow(TypeError)
    const zero = Buffer.alloc(32).toString('base64url')
    await expect(
      importKey({ alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256', x: zero, y: zero } }),
    ).rejects.toThrow(TypeError)
  })
})

test('two keys that cannot be told apart make no ring', async () => {
  const [one, other] = [await importKey(oct('0123456789abcdef0123456789abcdef')), 'k']
  const named = await importKey({ alg: 'HS256', jwk: testJwk('HS256') }, { kid: other })
  expect(() => createKeyRing([one, named])).toThrow(/"kid"/)
  expect(() => createKeyRing([])).toThrow(TypeError)
})
