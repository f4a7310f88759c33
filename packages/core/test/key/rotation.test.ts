import { expect, test } from 'vitest'
import {
  createKeyRing,
  createMinter,
  createVerifier,
  exportJwk,
  generateKey,
  importKey,
  remoteKeys,
} from '../../src/index.ts'
import { json, startKeyServer } from './key-server.ts'

const issuer = 'https://phone.example'

test('a server that rotates is followed by one that knows only its URL', async () => {
  const time = { now: 1000 }
  const clock = (): number => time.now
  const ring = createKeyRing([await generateKey('EdDSA', { kid: 'a' })], { clock })
  const minter = createMinter({ issuer, keys: ring, clock })
  const here = createVerifier({ issuer, keys: ring, clock })
  const server = await startKeyServer((response, request) => {
    const keys: JsonWebKey[] = ring.jwks().keys
    json(JSON.stringify({ keys }))(response, request)
  })
  const there = createVerifier({
    issuer,
    keys: remoteKeys(server.url, { clock }),
    algorithms: ['EdDSA', 'ES256'],
    clock,
  })
  const mint = async (): Promise<string> => (await minter.mint({ capabilities: [], ttl: 60 })).token
  const verdicts = async (token: string) => {
    const [own, others] = await Promise.all([here.check(token), there.check(token)])
    return [own.ok || own.error.reason, others.ok || others.error.reason]
  }

  const old = await mint()
  expect(await verdicts(old)).toEqual([true, true])
  ring.rotate(await generateKey('ES256', { kid: 'b' }), { publishFor: 10, retireAfter: 60 })
  time.now += 10
  const fresh = await mint()
  expect(await verdicts(old)).toEqual([true, true])
  expect(await verdicts(fresh)).toEqual([true, true])

  // Both have it in their caches by now. No key of its algorithm is left here.
  ring.retire('b')
  expect(await verdicts(fresh)).toEqual(['key', true])
  await expect(minter.mint({ capabilities: [] })).rejects.toMatchObject({
    code: 'verifier_unavailable',
  })
  time.now += 50
  expect(await verdicts(old)).toEqual(['expired', 'expired'])
  server.answer = json('', 500)
  const unknown = await createMinter({
    issuer,
    keys: await generateKey('EdDSA', { kid: 'c' }),
    clock,
  }).mint({ capabilities: [] })
  expect(await verdicts(unknown.token)).toEqual(['key', 'unavailable'])
})

test('public keys verify and do not mint', async () => {
  const key = await generateKey('EdDSA')
  const ring = createKeyRing([await importKey({ alg: 'EdDSA', jwk: exportJwk(key) })])
  expect(() => createMinter({ issuer, keys: ring })).toThrow(TypeError)
  expect(() => createMinter({ issuer, keys: remoteKeys('https://a.example') })).toThrow(TypeError)
  const { token } = await createMinter({ issuer, keys: key }).mint({ capabilities: [] })
  expect(await createVerifier({ issuer, keys: ring }).check(token)).toMatchObject({ ok: true })
})
