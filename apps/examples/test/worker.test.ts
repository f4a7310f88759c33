import { createVerifier, exportJwk, generateKey, remoteKeys } from '@grantline/core'
import { Miniflare } from 'miniflare'
import { expect, test } from 'vitest'
import { bundle } from './run/bundle.ts'
import { untilTheEnd } from './run/serve.ts'
import { askToken, bearer, tokenOf } from './run/tokens.ts'

const signedIn = { cookie: 'session=a1' }

const { url } = await untilTheEnd(startWorker())

/** The worker in workerd, without `nodejs_compat`: nothing of Node is there. */
async function startWorker() {
  const script = await bundle(
    { file: 'src/worker/worker.ts' },
    { platform: 'browser', conditions: ['@grantline/source', 'workerd', 'worker'], plugins: [] },
  )
  const key = exportJwk(await generateKey('ES256'), { private: true })
  const miniflare = new Miniflare({
    compatibilityDate: '2026-04-01',
    host: '127.0.0.1',
    modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
    bindings: { SIGNING_KEY: JSON.stringify(key) },
  })
  const { origin } = await miniflare.ready
  return { url: origin, stop: () => miniflare.dispose() }
}

test('a token calls through its application, and through no other', async () => {
  const headers = bearer(await tokenOf(url, signedIn))
  const called = await fetch(`${url}/calls/AP123`, { method: 'POST', headers })
  expect(await called.json()).toEqual({ caller: 'alice', app: 'AP123' })
  const refused = await fetch(`${url}/calls/AP9`, { method: 'POST', headers })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ code: 'insufficient_capability' })
})

test('another server verifies the token with the keys that the worker publishes', async () => {
  const verifier = createVerifier({
    issuer: 'https://phone.example',
    keys: remoteKeys(`${url}/.well-known/jwks.json`),
    algorithms: ['ES256'],
  })
  expect(await verifier.verify(await tokenOf(url, signedIn))).toMatchObject({ subject: 'alice' })
})

test('no private member is published', async () => {
  const response = await fetch(`${url}/.well-known/jwks.json`)
  expect(response.headers.get('content-type')).toBe('application/jwk-set+json')
  const { keys } = (await response.json()) as { keys: object[] }
  expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([
    ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
  ])
})

test.each([
  ['nobody', 401, {}],
  ['a page of its own', 200, { ...signedIn, origin: url }],
  ['a page of another origin', 403, { ...signedIn, origin: 'https://evil.example' }],
])('the token endpoint answers %s with %i', async (_who, status, headers) => {
  expect((await askToken(`${url}/token`, headers)).status).toBe(status)
})
