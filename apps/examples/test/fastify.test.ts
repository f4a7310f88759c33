import { expect, test } from 'vitest'
import { untilTheEnd } from './run/serve.ts'
import { start } from './run/start.ts'
import { askToken, bearer, tokenOf } from './run/tokens.ts'

const { url } = await untilTheEnd(start({ file: 'src/fastify/server.ts' }))

const signedIn = { cookie: 'session=a1' }

test('a token calls through its application', async () => {
  const headers = bearer(await tokenOf(url, signedIn))
  const response = await fetch(`${url}/calls/AP123`, { method: 'POST', headers })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ caller: 'alice', app: 'AP123' })
})

test('a token for another application is refused', async () => {
  const headers = bearer(await tokenOf(url, signedIn))
  const response = await fetch(`${url}/calls/AP9`, { method: 'POST', headers })
  expect(response.status).toBe(403)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('www-authenticate')).toContain('scope="scope:client:outgoing"')
  expect(await response.json()).toMatchObject({ code: 'insufficient_capability' })
})

test('a second Authorization header is seen', async () => {
  const token = `Bearer ${await tokenOf(url, signedIn)}`
  const { request } = await import('node:http')
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization: [token, token] as unknown as string }
    const sent = request(`${url}/calls/AP123`, { method: 'POST', headers }, (response) => {
      resolve(response.resume().statusCode)
    })
    sent.on('error', reject).end()
  })
  expect(status).toBe(400)
})

test('nobody is signed in, or the token is missing', async () => {
  const refused = await askToken(`${url}/token`)
  expect(refused.status).toBe(401)
  expect(await refused.json()).toEqual({ error: 'login_required' })
  const missing = await fetch(`${url}/calls/AP123`, { method: 'POST' })
  expect(missing.status).toBe(401)
  expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="api"')
})

test.each([
  ['a page of another origin', 403, { ...signedIn, origin: 'https://evil.example' }],
  ['a form', 415, { ...signedIn, 'content-type': 'text/plain' }],
  ['a page of its own', 200, { ...signedIn, origin: url }],
])('the token endpoint answers %s with %i', async (_who, status, headers) => {
  expect((await askToken(`${url}/token`, headers)).status).toBe(status)
})

test('a body that is too large is not read', async () => {
  const headers = { ...signedIn, 'content-type': 'application/json' }
  const body = JSON.stringify({ filler: 'x'.repeat(20_000) })
  const response = await fetch(`${url}/token`, { method: 'POST', headers, body })
  expect(response.status).toBe(413)
  expect(await response.json()).toEqual({ error: 'invalid_request' })
})
