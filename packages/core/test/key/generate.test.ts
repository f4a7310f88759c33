import { describe, expect, test } from 'vitest'
import { exportJwk } from '../../src/key/export.ts'
import { generateKey } from '../../src/key/generate.ts'
import { importKey } from '../../src/key/import.ts'
import { ASYMMETRIC, HMAC, SECRET_BYTES, type HmacAlgorithm } from '../fixtures/read-keys.ts'
import { fits } from './fits.ts'

/** Every private member there is (RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 8037 §2). */
const PRIVATE = new Set(['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'])

/** What each key type shows. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  RSA: ['alg', 'e', 'kid', 'kty', 'n'],
  EC: ['alg', 'crv', 'kid', 'kty', 'x', 'y'],
  OKP: ['alg', 'crv', 'kid', 'kty', 'x'],
}

describe.each(ASYMMETRIC)('%s', (alg) => {
  test('a new key comes back from what was kept of it', async () => {
    const key = await generateKey(alg)
    expect(key).toMatchObject({ alg, type: 'private', kid: expect.stringMatching(/^[\w-]{43}$/) })
    const kept = JSON.parse(JSON.stringify(exportJwk(key, { private: true })))
    const back = await importKey({ alg, jwk: kept })
    expect(back).toEqual(key)
    expect(await fits(back, key)).toBe(true)
  })

  test('shows its public half only, unless asked', async () => {
    const key = await generateKey(alg, { kid: 'k1' })
    const shown = exportJwk(key)
    expect(Object.keys(shown).sort()).toEqual(SHOWN[String(shown.kty)])
    expect(shown).toMatchObject({ alg, kid: 'k1' })
    const kept = Object.keys(exportJwk(key, { private: true }))
    const wanted = shown.kty === 'RSA' ? ['d', 'dp', 'dq', 'p', 'q', 'qi'] : ['d']
    expect(kept.filter((member) => PRIVATE.has(member)).sort()).toEqual(wanted)
    const half = await importKey({ alg, jwk: shown })
    expect(half).toEqual({ alg, kid: 'k1', type: 'public' })
    expect(exportJwk(half)).toEqual(shown)
    expect(await fits(key, half)).toBe(true)
    expect(() => exportJwk(half, { private: true })).toThrow(/no private half/)
  })
})

describe.each(HMAC)('%s', (alg: HmacAlgorithm) => {
  test('a new secret is random, as long as the hash, and has no kid', async () => {
    const [one, two] = [await generateKey(alg), await generateKey(alg)]
    expect(one).toEqual({ alg, type: 'secret' })
    const kept = exportJwk(one, { private: true })
    expect(Buffer.byteLength(String(kept.k), 'base64url')).toBe(SECRET_BYTES[alg])
    expect(await fits(one, await importKey({ alg, jwk: kept }))).toBe(true)
    expect(await fits(one, two)).toBe(false)
  })

  test('a secret has no public half to show', async () => {
    const key = await generateKey(alg, { kid: 'k1' })
    expect(() => exportJwk(key)).toThrow(/no public half; say \{ private: true \}/)
    expect(exportJwk(key, { private: true })).toMatchObject({ kty: 'oct', alg, kid: 'k1' })
  })
})

test('an RSA key has 2048 bits', async () => {
  const { n } = exportJwk(await generateKey('PS256'))
  expect(Buffer.byteLength(String(n), 'base64url')).toBe(256)
})

test('what is exported is a copy', async () => {
  const key = await generateKey('ES256')
  const first = exportJwk(key, { private: true })
  const before = { ...first }
  Object.assign(first, { d: 'changed', x: 'changed' })
  expect(exportJwk(key, { private: true })).toEqual(before)
})

test('refuses algorithms, options and keys that are none', async () => {
  await expect(generateKey('none' as never)).rejects.toThrow(/"alg" must be one of/)
  await expect(generateKey('ES256', { size: 1 } as never)).rejects.toThrow(/unknown option "size"/)
  await expect(generateKey('ES256', { kid: '' })).rejects.toThrow(/"kid" must be/)
  expect(() => exportJwk({ alg: 'ES256', type: 'private' })).toThrow(/made by importKey/)
  const key = await generateKey('ES256')
  expect(() => exportJwk(key, { secret: true } as never)).toThrow(/unknown option "secret"/)
})
