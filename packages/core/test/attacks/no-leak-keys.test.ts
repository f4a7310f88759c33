import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import {
  anyIssuer,
  createKeyRing,
  createMinter,
  createVerifier,
  exportJwk,
  generateKey,
  importKey,
  remoteKeys,
  type Key,
} from '../../src/index.ts'
import { readTestKey } from '../fixtures/read-keys.ts'
import { earOfEachTest } from './ear.ts'
import { CLAIMS, encode, handMade, HEADER, NOW } from './hand.ts'
import { json, markersIn, saidByError } from './leak-scan.ts'
import { markers, strong } from './markers.ts'

const ear = earOfEachTest()
const { hear, listen, onEvent } = ear

test('the scan finds what is hidden in other spellings', () => {
  const token = handMade(HEADER, { ...CLAIMS, sub: markers.claim })
  const error = new Error('x', { cause: new TypeError(`in ${token}`) })
  const found = saidByError('x', error).flatMap(({ text }) =>
    markersIn(text, Object.values(markers)),
  )
  expect(new Set(found)).toEqual(new Set([markers.claim]))
})

test('importKey', async () => {
  const { secret, key, kid } = markers
  const { jwk, pkcs8, encrypted } = readTestKey('rsa')
  const k = encode(strong)
  const bad = encode(key)
  const marked = pkcs8.replace(/\n.{20}/, `\n${key.replaceAll('-', 'A')}`)
  const inputs: readonly (readonly [object, object?])[] = [
    [{ alg: 'HS512', secret: strong }],
    [{ alg: 'HS256', secret }],
    [{ alg: 'HS256', secret: `-----BEGIN ${secret}` }],
    [{ alg: 'RS256', secret: strong }],
    [{ alg: 'HS256', secret: `${strong}\uD800` }],
    [{ alg: 'HS256', secret: [strong] }],
    [{ alg: 'HS256', jwk: { kty: 'oct', k: `${k}=` } }],
    [{ alg: 'HS256', jwk: { kty: 'oct', k: secret } }],
    [{ alg: 'HS256', jwk: { kty: key, k } }],
    [{ alg: 'HS256', jwk: { kty: 'oct', k, alg: key } }],
    [{ alg: 'HS256', jwk: { kty: 'oct', k, use: key } }],
    [{ alg: 'HS256', jwk: { kty: 'oct', k, key_ops: [key] } }],
    [{ alg: 'HS256', jwk: { kty: 'oct', k, kid: { kid } } }],
    [{ alg: 'HS256', jwk: [k] }],
    [{ alg: secret, secret: strong }],
    [{ alg: 'RS256', jwk: { ...jwk, d: bad } }],
    [{ alg: 'RS256', jwk: { ...jwk, n: bad } }],
    [{ alg: 'RS256', jwk: { ...jwk, e: bad } }],
    [{ alg: 'RS256', jwk: { kty: 'RSA', n: jwk.n, e: jwk.e, d: bad } }],
    [{ alg: 'RS256', jwk: { ...jwk, oth: [{ r: bad }] } }],
    [{ alg: 'ES256', jwk: { ...readTestKey('p-256').jwk, crv: key } }],
    [{ alg: 'ES256', jwk: { ...readTestKey('p-256').jwk, x: bad } }],
    [{ alg: 'ES256', jwk: { ...readTestKey('p-256').jwk, d: encode(key.padEnd(32, 'x')) } }],
    [{ alg: 'EdDSA', jwk: { ...readTestKey('ed25519').jwk, d: encode(key.padEnd(32, 'x')) } }],
    [{ alg: 'RS256', pem: marked }],
    [{ alg: 'RS256', pem: `${encrypted}${key}` }],
    [{ alg: 'RS256', pem: `-----BEGIN PRIVATE KEY-----\n${k}\n-----END PRIVATE KEY-----` }],
    [{ alg: 'RS256', pem: `-----BEGIN ${key} KEY-----` }],
    [{ alg: 'RS256', pem: Buffer.from(key) }],
    [{ alg: 'HS256', secret: strong, jwk: { k } }],
    [{ alg: 'HS256', secret: strong }, { kid: [kid] }],
    [{ alg: 'HS256', secret: strong }, { kid: { kid } }],
  ]
  for (const [at, [input, options]] of inputs.entries()) {
    await hear(`importKey ${at}`, () => importKey(input as never, options))
  }
  expect(ear.leaks()).toEqual([])
})

test('a key and a ring show nothing of themselves', async () => {
  const keys: Key[] = [
    await importKey({ alg: 'HS256', secret: strong }, { kid: 'name' }),
    await generateKey('EdDSA'),
    await importKey({ alg: 'RS256', jwk: readTestKey('rsa').jwk }),
  ]
  const ring = createKeyRing(keys)
  const privates = keys.map((key) => exportJwk(key, { private: true }))
  const hidden = privates.flatMap((jwk) =>
    [jwk.k, jwk.d, jwk.p, jwk.q, jwk.qi].filter((one) => one),
  )
  for (const shown of [...keys, ring, createMinter({ issuer: 'i', keys: ring })]) {
    const texts = [
      inspect(shown, { depth: 20, showHidden: true, getters: true, showProxy: true }),
      json(shown),
      json(Object.getOwnPropertyDescriptors(shown)),
      Reflect.ownKeys(shown).map(String).join(),
    ]
    await listen('structuredClone', () =>
      texts.push(inspect(structuredClone(shown), { depth: 20 })),
    )
    for (const text of texts) {
      expect(markersIn(text, Object.values(markers))).toEqual([])
      expect(hidden.filter((one) => text.includes(one as string))).toEqual([])
    }
  }
  expect(json(ring.jwks())).not.toMatch(/"(?:k|d|p|q|dp|dq|qi)":/)
  const clone: unknown = structuredClone({ ...keys[0] })
  expect(() => createMinter({ issuer: 'i', keys: clone as Key })).toThrow(TypeError)
  await hear('exportJwk', () => exportJwk(keys[0] as Key))
  await hear('exportJwk', () => exportJwk({ k: strong } as never))
  expect(ear.leaks()).toEqual([])
})

test('createKeyRing, createMinter and createVerifier', async () => {
  const { kid, claim, secret } = markers
  const key = await importKey({ alg: 'HS256', secret: strong }, { kid })
  const same = await importKey({ alg: 'HS256', secret: `${strong}2` }, { kid })
  const bare = await importKey({ alg: 'HS256', secret: `${strong}3` })
  const good = { issuer: claim, keys: key }
  const attempts: Readonly<Record<string, () => unknown>> = {
    'ring: one kid': () => createKeyRing([key, same]),
    'ring: no kid': () => createKeyRing([key, bare]),
    'ring: no key': () => createKeyRing([{ k: secret } as never]),
    'ring: retire': () => createKeyRing([key]).retire(`${kid}x`),
    'ring: rotate': () => createKeyRing([key]).rotate(same),
    'ring: publishFor': () => createKeyRing([key]).rotate(bare, { publishFor: secret as never }),
    'minter: keys': () => createMinter({ ...good, keys: secret as never }),
    'minter: issuer': () => createMinter({ ...good, issuer: [claim] as never }),
    'minter: ttl': () => createMinter({ ...good, ttl: claim as never }),
    'minter: typ': () => createMinter({ ...good, typ: { claim } as never }),
    'minter: capabilities': () => createMinter({ ...good, capabilities: [claim] as never }),
    'verifier: keys': () => createVerifier({ ...good, keys: { k: secret } as never }),
    'verifier: issuer': () => createVerifier({ ...good, issuer: [claim, 1] as never }),
    'verifier: audience': () => createVerifier({ ...good, audience: { claim } as never }),
    'verifier: algorithms': () => createVerifier({ ...good, algorithms: [secret] as never }),
    'verifier: leeway': () => createVerifier({ ...good, leeway: secret as never }),
    'verifier: maxAge': () => createVerifier({ ...good, maxAge: secret as never }),
    'verifier: revocation': () => createVerifier({ ...good, revocation: { secret } as never }),
    'verifier: clock': () => createVerifier({ ...good, clock: secret as never }),
    'verifier: onEvent': () => createVerifier({ ...good, onEvent: secret as never }),
    'verifier: cache': () => createVerifier({ ...good, cache: { maxEntries: secret as never } }),
    'verifier: requiredClaims': () => createVerifier({ ...good, requiredClaims: claim as never }),
    'anyIssuer: no verifier': () => anyIssuer([claim] as never),
    'remoteKeys: url': () => remoteKeys(`ftp://${secret}@example.com/${secret}`),
    'remoteKeys: no url': () => remoteKeys(secret),
    'remoteKeys: http': () => remoteKeys(`http://example.com/?token=${secret}`),
    'remoteKeys: timeout': () => remoteKeys('https://a.example', { timeout: secret as never }),
  }
  for (const [where, run] of Object.entries(attempts)) await hear(where, run)
  expect(ear.leaks()).toEqual([])
})

test('anyIssuer, with two verifiers of one issuer', async () => {
  const keys = await importKey({ alg: 'HS256', secret: strong })
  const one = createVerifier({ issuer: markers.claim, keys })
  await hear('anyIssuer', () => anyIssuer([one, one]))
  expect(ear.leaks()).toEqual([])
})

const { key, kid } = markers

test.each([`<p>${key}</p>`, `{"keys":[{"k":"${key}"`, `{"keys":[{"k":"${key}"}]`, `"${key}`])(
  'the answer of a key server that is no JSON: %s',
  async (text) => {
    await hearRemote([async () => new Response(text)])
    expect(ear.leaks()).toEqual([])
  },
)

test('remote keys that cannot be had', async () => {
  await hearRemote([
    async () => new Response(key, { status: 500, statusText: key }),
    async () => Response.json({ [key]: key }),
    async () => Response.json({ keys: [{ kty: 'oct', k: key, kid }] }),
    async () => Response.json({ keys: [{ ...readTestKey('ed25519').jwk, kid }] }),
    async () =>
      Response.json({ keys: [{ kty: key }, key, [key], { kty: 'OKP', crv: key, x: key, kid }] }),
    async () => new Response(new Uint8Array([0xff, ...Buffer.from(key)])),
  ])
  expect(ear.leaks()).toEqual([])
})

async function hearRemote(answers: readonly (() => Promise<Response>)[]): Promise<void> {
  const good = handMade(
    { ...HEADER, alg: 'EdDSA', kid },
    { ...CLAIMS, sub: markers.claim },
    'EdDSA',
  )
  for (const [at, answer] of answers.entries()) {
    const keys = remoteKeys('https://issuer.example/jwks', { fetch: answer, onEvent })
    const verifier = createVerifier({
      issuer: 'issuer',
      keys,
      algorithms: ['EdDSA'],
      onEvent,
      clock: () => NOW,
    })
    await hear(`remote ${at}`, () => verifier.verify(good))
    await hear(`remote ${at}, again`, () => verifier.verify(good))
  }
}
