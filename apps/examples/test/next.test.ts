import { expect, test } from 'vitest'
import { untilTheEnd } from './run/serve.ts'
import { startNext } from './run/start-next.ts'
import { askToken, bearer, TOKEN_SECRET } from './run/tokens.ts'

const PUBLIC_URL = 'https://phone.example'
const { url } = await untilTheEnd(startNext('src/next', { TOKEN_SECRET, PUBLIC_URL }))

const signedIn = { cookie: 'session=a1' }

test('the built app issues a token and takes it', async () => {
  const issued = await askToken(`${url}/api/token`, signedIn)
  expect(issued.status).toBe(200)
  expect(issued.headers.get('cache-control')).toBe('no-store')
  const { access_token } = (await issued.json()) as { access_token: string }
  const headers = bearer(access_token)

  const called = await fetch(`${url}/api/calls/AP123`, { method: 'POST', headers })
  expect(await called.json()).toEqual({ caller: 'alice', app: 'AP123' })

  const refused = await fetch(`${url}/api/calls/AP9`, { method: 'POST', headers })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ code: 'insufficient_capability' })
})

test.each([
  ['nobody', 401, {}],
  ['a page of its own', 200, { ...signedIn, origin: PUBLIC_URL }],
  ['a page of another origin', 403, { ...signedIn, origin: 'https://evil.example' }],
])('the token endpoint answers %s with %i', async (_who, status, headers) => {
  expect((await askToken(`${url}/api/token`, headers)).status).toBe(status)
})

test('without a token the route answers with a challenge', async () => {
  const response = await fetch(`${url}/api/calls/AP123`, { method: 'POST' })
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"')
})
