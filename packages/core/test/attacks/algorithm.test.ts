import { createHmac, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  createKeyRing,
  createVerifier,
  importKey,
  remoteKeys,
  type Algorithm,
} from '../../src/index.ts'
import { publicHalf } from '../../src/crypto/jws-parameters.ts'
import { readTestKey, testJwk } from '../fixtures/read-keys.ts'
import {
  CLAIMS,
  encode,
  expectRefusal,
  expectRefusalAtFirst,
  handMade,
  HEADER,
  NOW,
  privateKey,
  publicForms,
  verdict,
  withSignature,
  worldOf,
} from './hand.ts'

const rsa = readTestKey('rsa')

/** `none` in upper and lower case, sixteen ways. */
const NONES = Array.from({ length: 16 }, (_, bits) =>
  Array.from('none', (one, at) => ((bits >> at) & 1 ? one.toUpperCase() : one)).join(''),
)

const SPELLINGS = [
  ...NONES,
  'none ',
  ' none',
  'none\0',
  'n\u043Ene',
  '\uFF4E\uFF4F\uFF4E\uFF45',
  '',
  'null',
  'false',
  'hs256',
  'HS256 ',
  'HS1',
  '__proto__',
  'toString',
]

describe('none and unknown algorithms (RFC 8725 §2.1, §3.2; CVE-2015-9235, CVE-2022-23540)', () => {
  test('there are 29 spellings', () => {
    expect(new Set(SPELLINGS).size).toBe(29)
  })

  test.each(SPELLINGS)('%j is refused whatever the signature', async (alg) => {
    const world = await worldOf()
    const header = { ...HEADER, alg }
    const input = `${encode(header)}.${encode(CLAIMS)}`
    await expectRefusalAtFirst(world, handMade(header, CLAIMS), 'algorithm')
    await expectRefusal(world, `${input}.AAAA`, 'algorithm')
    await expectRefusal(world, `${input}.`, 'malformed')
    await expectRefusal(world, input, 'malformed')
  })

  test.each([
    ['null', null],
    ['a list', ['HS256']],
    ['an object', { alg: 'HS256' }],
    ['a number', 0],
    ['true', true],
  ])('%s in place of a name is refused', async (_what, alg) => {
    const world = await worldOf()
    await expectRefusalAtFirst(world, handMade({ ...HEADER, alg }, CLAIMS), 'algorithm')
  })

  test('an absent name is refused, also one that hides in __proto__', async () => {
    const world = await worldOf()
    await expectRefusal(world, handMade({ typ: HEADER.typ }, CLAIMS), 'algorithm')
    const header = '{"typ":"capability+jwt","__proto__":{"alg":"HS256"}}'
    await expectRefusal(world, handMade(header, CLAIMS), 'algorithm')
  })

  test('an empty signature equals nothing (CVE-2020-28042)', async () => {
    const world = await worldOf()
    await expectRefusal(world, `${world.control.split('.', 2).join('.')}.`, 'malformed')
  })
})

describe('a public key as the secret of HMAC (RFC 8725 §2.1; CVE-2015-9235, CVE-2017-11424, CVE-2022-23541, CVE-2022-29217, CVE-2024-37568, CVE-2024-54150)', () => {
  const owners: readonly (readonly [Algorithm, Parameters<typeof publicForms>[0]])[] = [
    ['RS256', rsa],
    ['PS256', rsa],
    ['ES256', readTestKey('p-256')],
    ['EdDSA', readTestKey('ed25519')],
  ]
  const forgeries = owners.flatMap(([owner, key]) =>
    publicForms(key).flatMap(([form, secret]) =>
      (['HS256', 'HS384', 'HS512'] as const).map(
        (alg) => [owner, alg, form, forgeWith(alg, secret)] as const,
      ),
    ),
  )

  function forgeWith(alg: string, secret: string | Buffer, more: object = {}): string {
    const input = `${encode({ ...HEADER, alg, ...more })}.${encode(CLAIMS)}`
    const hash = `sha${alg.slice(2)}`
    return withSignature(input, createHmac(hash, secret).update(input).digest())
  }

  test.each(forgeries)('%s: %s with the %s', async (owner, _alg, _form, token) => {
    await expectRefusalAtFirst(await worldOf(owner), token, 'algorithm')
  })

  test('a ring that holds both kinds does not mix them', async () => {
    const keys = await Promise.all([
      importKey({ alg: 'RS256', jwk: publicHalf(rsa.jwk) }, { kid: 'rsa' }),
      importKey({ alg: 'HS256', jwk: testJwk('HS256') }, { kid: 'hmac' }),
    ])
    const verifier = createVerifier({
      issuer: 'issuer',
      keys: createKeyRing(keys),
      clock: () => NOW,
    })
    const control = handMade({ ...HEADER, kid: 'hmac' }, CLAIMS)
    const good = handMade({ ...HEADER, alg: 'RS256', kid: 'rsa' }, CLAIMS, 'RS256')
    expect(await verdict(verifier, good)).toBe('accepted')
    for (const [, secret] of publicForms(rsa)) {
      const world = { verifier, control }
      await expectRefusal(world, forgeWith('HS256', secret, { kid: 'rsa' }), 'key')
      await expectRefusal(world, forgeWith('HS256', secret, { kid: 'hmac' }), 'signature')
      await expectRefusal(world, forgeWith('HS256', secret), 'signature')
    }
  })

  test.each([
    ['as it is', rsa.spki],
    ['behind white space (CVE-2026-34950)', `\n \t${rsa.spki}`],
    ['behind a byte order mark', `\uFEFF${rsa.spki}`],
    ['as bytes', Buffer.from(rsa.spki)],
    ['PKCS#1', rsa.pkcs1Public],
    ['a certificate', rsa.certificate],
    ['a private key', rsa.pkcs8],
  ])('a PEM is no secret: %s', async (_what, secret) => {
    await expect(importKey({ alg: 'HS256', secret })).rejects.toThrow(/PEM/)
    const jwk = { kty: 'oct', k: Buffer.from(secret).toString('base64url') }
    await expect(importKey({ alg: 'HS256', jwk })).rejects.toThrow(/PEM/)
  })
})

describe('the key says which algorithm, not the token (RFC 8725 §3.1; CVE-2026-22817, CVE-2026-22818)', () => {
  const bytes = (input: string): Buffer => Buffer.from(input)

  test.each(['PS256', 'RS384', 'RS512', 'PS512'] as const)(
    'a good %s signature of an RS256 key is refused',
    async (alg) => {
      const token = handMade({ ...HEADER, alg }, CLAIMS, alg, rsa.jwk)
      await expectRefusalAtFirst(await worldOf('RS256'), token, 'algorithm')
      expect(await verdict((await worldOf(alg)).verifier, token)).toBe('accepted')
    },
  )

  test.each([
    ['HS256', 'HS512'],
    ['HS512', 'HS256'],
    ['ES256', 'ES384'],
  ] as const)('an %s key verifies no %s', async (owner, alg) => {
    const token = handMade({ ...HEADER, alg }, CLAIMS, alg)
    await expectRefusalAtFirst(await worldOf(owner), token, 'algorithm')
  })

  test('the header says RS256, the signature is PS256, and the other way round', async () => {
    const [rs, ps] = [await worldOf('RS256'), await worldOf('PS256')]
    const input = (alg: string): string => `${encode({ ...HEADER, alg })}.${encode(CLAIMS)}`
    const key = privateKey(rsa.jwk)
    const pss = { key, padding: 6, saltLength: 32 }
    const [one, other] = [input('RS256'), input('PS256')]
    await expectRefusal(rs, withSignature(one, sign('sha256', bytes(one), pss)), 'signature')
    await expectRefusal(ps, withSignature(other, sign('sha256', bytes(other), key)), 'signature')
  })

  test('EdDSA has other names (RFC 9864), but a header has to say EdDSA', async () => {
    const world = await worldOf('EdDSA')
    for (const alg of ['Ed25519', 'Ed448', 'eddsa', 'ES256']) {
      await expectRefusal(world, handMade({ ...HEADER, alg }, CLAIMS, 'EdDSA'), 'algorithm')
    }
  })

  const sets: readonly (readonly [string, string | undefined, string])[] = [
    ['names RS256', 'RS256', 'key'],
    ['names PS256', 'PS256', 'accepted'],
    ['names none', undefined, 'accepted'],
  ]

  test.each(sets)('a PS256 token, where a remote JWK %s', async (_what, alg, expected) => {
    const jwk = { ...publicHalf(rsa.jwk), kid: 'k', ...(alg === undefined ? {} : { alg }) }
    const answer = async (): Promise<Response> => Response.json({ keys: [jwk] })
    const keys = remoteKeys('https://issuer.example/jwks', { fetch: answer })
    const algorithms = ['RS256', 'PS256', 'HS256'] as const
    const verifier = createVerifier({ issuer: 'issuer', keys, algorithms, clock: () => NOW })
    const token = handMade({ ...HEADER, alg: 'PS256', kid: 'k' }, CLAIMS, 'PS256')
    expect(await verdict(verifier, token)).toBe(expected)
    // A zero-length secret in place of the modulus (CVE-2026-44699), and the modulus itself.
    for (const secret of ['', jwk.n ?? '', Buffer.from(jwk.n ?? '', 'base64url')]) {
      const input = `${encode({ ...HEADER, kid: 'k' })}.${encode(CLAIMS)}`
      const forged = withSignature(input, createHmac('sha256', secret).update(input).digest())
      expect(await verdict(verifier, forged)).toBe('key')
    }
  })
})
