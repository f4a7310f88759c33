import { createServer, request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { askToken, bearer } from '../run/tokens.ts'
import { recipesOf } from './recipes.ts'

const recipes = recipesOf('token-endpoint.md')

test.each(['cors-express', 'cors-hono'])('%s: a page of the other origin', async (name) => {
  const { url } = await recipes.start(name)
  const page = { origin: 'https://app.example.com', 'sec-fetch-site': 'same-site' }
  const preflight = (path: string) =>
    fetch(`${url}${path}`, {
      method: 'OPTIONS',
      headers: { ...page, 'access-control-request-method': 'POST' },
    })

  const asked = await preflight('/token')
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-origin')).toBe(page.origin)
  expect(asked.headers.get('access-control-allow-credentials')).toBe('true')

  const issued = await askToken(`${url}/token`, page)
  expect(issued.status).toBe(200)
  expect(issued.headers.get('access-control-allow-origin')).toBe(page.origin)
  expect(issued.headers.get('access-control-expose-headers')).toBe('Retry-After')
  expect(issued.headers.get('vary')).toMatch(/origin/i)
  expect(issued.headers.get('cache-control')).toBe('no-store')

  const elsewhere = await askToken(`${url}/token`, { origin: 'https://evil.example' })
  expect(elsewhere.status).toBe(403)
  expect(elsewhere.headers.get('access-control-allow-origin')).toBe(null)

  expect((await preflight('/calls')).status).toBe(204)
  const missing = await fetch(`${url}/calls`, { headers: page })
  expect(missing.status).toBe(401)
  expect(missing.headers.get('access-control-allow-origin')).toBe(page.origin)
  const { access_token: token } = (await issued.json()) as { access_token: string }
  const called = await fetch(`${url}/calls`, { headers: { ...page, ...bearer(token) } })
  expect(await called.json()).toEqual({ caller: 'alice' })
})

test('rate-limits: by user, and by address in front', async () => {
  const { url } = await recipes.start('rate-limits')
  const ask = async (user: string) => {
    const response = await askToken(`${url}/token`, { 'x-user': user })
    const { error } = (await response.json()) as { error?: string }
    return { status: response.status, error, retryAfter: response.headers.get('retry-after') }
  }
  const answers = async (user: string, count: number) => {
    const all = []
    for (let index = 0; index < count; index += 1) all.push(await ask(user))
    return all
  }
  const ofAlice = await answers('alice', 11)
  expect(ofAlice.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429])
  expect(ofAlice.at(-1)).toMatchObject({ error: 'slow_down' })
  expect(Number(ofAlice.at(-1)?.retryAfter)).toBeGreaterThan(0)

  expect((await answers('bob', 10)).every(({ status }) => status === 200)).toBe(true)
  const [, last] = [await answers('carol', 9), await ask('dave')]
  expect(last).toMatchObject({ status: 429, error: 'slow_down' })
  expect(Number(last.retryAfter)).toBeGreaterThan(0)
})

test('proxy: own pages are those of the public URL', async () => {
  const server = await recipes.start('proxy')
  const url = await startProxy(server.url)
  const statusFor = async (origin: string) =>
    (await askToken(`${url}/api/token`, { origin })).status
  expect(await statusFor('https://example.com')).toBe(200)
  expect(await statusFor('https://evil.example')).toBe(403)
  expect(await statusFor(server.url)).toBe(403)
  expect(server.output()).toBe('192.0.2.7 asks https://example.com/api/token\n')
})

/** A proxy that takes a prefix off and says, as proxies do, for whom it asks. */
async function startProxy(target: string): Promise<string> {
  const proxy = createServer((incoming, answer) => {
    const path = incoming.url?.replace(/^\/api/, '')
    const forwarded = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' }
    const headers = { ...incoming.headers, ...forwarded, host: new URL(target).host }
    const method = incoming.method
    const sent = request(`${target}${path}`, { method, headers }, (response: IncomingMessage) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    incoming.pipe(sent)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => void proxy.close())
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

test('policy: scripts are own ones, and tokens go to one server', async () => {
  const { url } = await recipes.start('policy')
  const { headers } = await fetch(url)
  const policy = new Map(
    (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
      const [name, ...sources] = directive.split(' ')
      return [name, sources]
    }),
  )
  expect(policy.get('default-src')).toEqual(["'none'"])
  expect(policy.get('script-src')).toEqual(["'self'"])
  expect(policy.get('connect-src')).toEqual([
    "'self'",
    'https://api.example.com',
    'wss://api.example.com',
  ])
  expect(headers.get('referrer-policy')).toBe('no-referrer')
})

recipes.testThatAllRan()
