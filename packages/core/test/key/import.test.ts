import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { importKey, type KeyInput } from '../../src/key/import.ts'
import { ASYMMETRIC, HMAC, readTestKey, testJwk } from '../fixtures/read-keys.ts'
import { expectRefusal } from './refuses.ts'

const SECRET = 'an honest secret of 32 bytes or more'
const { jwk, pkcs8 } = readTestKey('ed25519')
const { d: _private, ...publicJwk } = jwk

test('the kid is the option, else the JWK’s own, else the RFC 7638 thumbprint', async () => {
  // The key and its thumbprint of RFC 8037 appendix A.3.
  const known = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  const kidOf = async (input: KeyInput, kid?: string): Promise<string | undefined> =>
    (await importKey(input, kid === undefined ? {} : { kid })).kid
  const thumbprint = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
  expect(await kidOf({ alg: 'EdDSA', jwk: known })).toBe(thumbprint)
  expect(await kidOf({ alg: 'EdDSA', jwk: { ...known, kid: 'own' } })).toBe('own')
  expect(await kidOf({ alg: 'EdDSA', jwk: { ...known, kid: 'own' } }, 'said')).toBe('said')
})

test('a secret has a kid only if it is given one', async () => {
  const own = { kty: 'oct', k: Buffer.from(SECRET).toString('base64url') }
  expect(await importKey({ alg: 'HS256', secret: SECRET })).toEqual({
    alg: 'HS256',
    type: 'secret',
  })
  expect(await importKey({ alg: 'HS256', jwk: own })).not.toHaveProperty('kid')
  expect(await importKey({ alg: 'HS256', jwk: { ...own, kid: 'own' } })).toHaveProperty(
    'kid',
    'own',
  )
  const named = await importKey({ alg: 'HS256', secret: SECRET }, { kid: 'said' })
  expect(named).toHaveProperty('kid', 'said')
})

test('a kid is a text, and never empty', async () => {
  await expectRefusal({ alg: 'HS256', secret: SECRET }, /"kid" must be/, { kid: '' })
  await expectRefusal({ alg: 'EdDSA', jwk: { ...jwk, kid: '' } }, /"kid" must be/)
  await expectRefusal({ alg: 'EdDSA', jwk: { ...jwk, kid: 5 } }, /"kid" must be/)
})

test('a JWK with private members is a private key, whatever it is for', async () => {
  for (const alg of ASYMMETRIC) {
    const key = await importKey({ alg, jwk: { ...testJwk(alg), use: 'sig' } })
    expect(key.type, alg).toBe('private')
  }
})

test('members that say nothing of the key have no say', async () => {
  const talkative = {
    ...publicJwk,
    ext: false,
    x5u: 'https://evil.example',
    x5c: ['AAAA'],
    k: 'AAAA',
  }
  const key = await importKey({ alg: 'EdDSA', jwk: talkative })
  expect(key).toEqual(await importKey({ alg: 'EdDSA', jwk: publicJwk }))
})

test('only own members of a JWK count', async () => {
  await expectRefusal({ alg: 'EdDSA', jwk: Object.create(jwk) }, /must be a plain object/)
})

test('what changes in the JWK afterwards does not change the key', async () => {
  const changing = { ...publicJwk, kid: 'before' }
  const pending = importKey({ alg: 'EdDSA', jwk: changing })
  changing.kid = 'after'
  expect((await pending).kid).toBe('before')
})

test.each([
  [
    'two sources',
    { alg: 'HS256', secret: SECRET, jwk },
    /exactly one of "secret", "jwk" and "pem"/,
  ],
  ['no source', { alg: 'HS256' }, /exactly one/],
  ['nothing', undefined, /give an object/],
  [
    'an option among the source',
    { alg: 'HS256', secret: SECRET, kid: 'k' },
    /unknown option "kid"/,
  ],
  ['no algorithm', { secret: SECRET }, /"alg" must be one of HS256/],
  ['the algorithm none', { alg: 'none', secret: SECRET }, /"alg" must be one of/],
  ['an algorithm in lower case', { alg: 'hs256', secret: SECRET }, /"alg" must be one of/],
  ['an algorithm named like a member', { alg: 'constructor', secret: SECRET }, /"alg" must be one/],
  ['the name of another RFC', { alg: 'Ed25519', jwk }, /"alg" must be one of/],
  ['an algorithm of encryption', { alg: 'RSA-OAEP', jwk }, /"alg" must be one of/],
  ['a JWK as text', { alg: 'EdDSA', jwk: JSON.stringify(jwk) }, /must be a plain object/],
  ['a set of JWKs', { alg: 'EdDSA', jwk: { keys: [jwk] } }, /"kty" is "OKP"/],
  ['a list', { alg: 'EdDSA', jwk: [jwk] }, /must be a plain object/],
  ['null', { alg: 'EdDSA', jwk: null }, /must be a plain object/],
  ['a PEM as JWK', { alg: 'EdDSA', jwk: pkcs8 }, /must be a plain object/],
])('refuses %s', async (_what, input, message) => {
  await expectRefusal(input, message)
})

test('refuses options nobody reads', async () => {
  const options = { allowWeakSecrets: true } as never
  await expectRefusal({ alg: 'HS256', secret: SECRET }, /option "allowWeakSecrets"/, options)
})

test('a key is frozen and prints nothing of its material', async () => {
  for (const alg of [...HMAC, ...ASYMMETRIC]) {
    const given = testJwk(alg)
    const key = await importKey({ alg, jwk: given }, { kid: 'k1' })
    expect(Object.isFrozen(key)).toBe(true)
    const printed = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)
    const values = [given.k, given.d, given.x, given.n, given.p].filter((value) => value)
    expect(
      values.filter((value) => printed.includes(String(value))),
      alg,
    ).toEqual([])
  }
})
