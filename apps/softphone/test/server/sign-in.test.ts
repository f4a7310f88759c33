import { tokenProtocols } from '@grantline/core/client'
import { describe, expect, test } from 'vitest'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import { WS_TOKEN_ENDED } from '@grantline/core/client'
import { claimsOf } from './claims.ts'
import { createBrowser, startTestServer } from './test-server.ts'
import { refusedSocket } from './test-socket.ts'

const LISTEN_ONLY_SCOPE =
  'scope:client:incoming?clientName=Alice scope:stream:subscribe?path=%2F2010-04-01%2FEvents'

describe.each(FRAMEWORKS)('signing in (%s)', (framework) => {
  test('sets one cookie per name that scripts and other sites cannot use', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    const response = await browser.post('/sign-in', { name: 'Alice' })
    expect(response.status).toBe(204)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const [cookie, ...attributes] = response.headers.getSetCookie().join().split('; ')
    expect(cookie).toMatch(/^softphone\.Alice=[\w-]+\.[\w-]{43}$/)
    expect(attributes).toEqual(['Max-Age=604800', 'Path=/', 'HttpOnly', 'SameSite=Strict'])
  })

  test('keeps two names side by side in one browser', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    expect(await scopeOf(await browser.post('/token', { as: 'Alice' }))).toContain(
      'clientName=Alice',
    )
    expect(await scopeOf(await browser.post('/token', { as: 'Bob' }))).toContain('clientName=Bob')
  })

  test.each([
    ['an empty name', { name: '' }],
    ['a name with a space', { name: 'Al ice' }],
    ['a name that is too long', { name: 'A'.repeat(25) }],
    ['a name with a line break at its end', { name: 'Alice\n' }],
    ['a name that is no string', { name: ['Alice'] }],
    ['a flag that is no boolean', { name: 'Alice', listenOnly: 'yes' }],
    ['no object', 'null'],
    ['no JSON', '{'],
    ['a name on the prototype only', '{"__proto__":{"name":"Alice"}}'],
  ])('refuses %s', async (_what, body) => {
    const browser = createBrowser(await startTestServer({ framework }))
    const response = await browser.post('/sign-in', body)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'A name has 1 to 24 letters, digits or underscores.',
      status: 400,
      code: 'bad_request',
    })
    expect(browser.cookies.size).toBe(0)
  })

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a sandboxed frame of its own', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    [
      'another origin, in a browser that says both',
      { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' },
    ],
  ])('refuses a page of %s', async (_what, headers) => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    for (const [path, body] of [
      ['/sign-in', { name: 'Mallory' }],
      ['/sign-out', { as: 'Alice' }],
    ] as const) {
      const response = await browser.post(path, body, headers)
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ code: 'cross_site' })
    }
    expect([...browser.cookies.keys()]).toEqual(['softphone.Alice'])
    expect((await browser.post('/token', { as: 'Alice' })).status).toBe(200)
  })

  test('accepts its own page, by either header', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    const bySite = { 'sec-fetch-site': 'same-origin' }
    const byOrigin = { origin: server.url }
    expect((await browser.post('/sign-in', { name: 'Alice' }, bySite)).status).toBe(204)
    expect((await browser.post('/sign-in', { name: 'Bob' }, byOrigin)).status).toBe(204)
  })

  test('refuses a body that an HTML form could send', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    const body = JSON.stringify({ name: 'Alice' })
    const response = await browser.post('/sign-in', body, { 'content-type': 'text/plain' })
    expect(response.status).toBe(415)
    expect(await response.json()).toMatchObject({ code: 'bad_type' })
  })

  test('refuses a body over the size limit', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    const response = await browser.post('/sign-in', { name: 'Alice', more: 'x'.repeat(17_000) })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'too_large' })
  })

  test('keeps the session of a name that signs in again, and takes the new flags', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const before = await browser.token('Alice')
    await browser.signIn('Alice', { listenOnly: true })
    const after = await browser.token('Alice')
    expect(claimsOf(after)['sid']).toBe(claimsOf(before)['sid'])
    expect(claimsOf(after)['scope']).toBe(LISTEN_ONLY_SCOPE)
  })

  test('gives the same name in another browser a session of its own', async () => {
    const server = await startTestServer({ framework })
    const [one, other] = [createBrowser(server), createBrowser(server)]
    await one.signIn('Alice')
    await other.signIn('Alice')
    expect(claimsOf(await one.token('Alice'))['sid']).not.toBe(
      claimsOf(await other.token('Alice'))['sid'],
    )
  })

  test('survives a restart with the same key file, and no other', async () => {
    const first = await startTestServer({ framework })
    const browser = createBrowser(first)
    await browser.signIn('Alice', { listenOnly: true })
    await first.close()

    const second = await startTestServer({ framework, cookieKeyFile: first.cookieKeyFile })
    const later = createBrowser(second)
    for (const [name, value] of browser.cookies) later.cookies.set(name, value)
    expect(claimsOf(await later.token('Alice'))['scope']).toBe(LISTEN_ONLY_SCOPE)

    const stranger = createBrowser(await startTestServer({ framework }))
    for (const [name, value] of browser.cookies) stranger.cookies.set(name, value)
    expect((await stranger.post('/token', { as: 'Alice' })).status).toBe(401)
  })
})

describe.each(FRAMEWORKS)('signing out (%s)', (framework) => {
  test('removes the cookie of that name only', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    await browser.signOut('Alice')
    expect([...browser.cookies.keys()]).toEqual(['softphone.Bob'])
  })

  test('makes copies of tokens worthless at once, by HTTP and by socket', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    const open = await browser.online('Alice')
    // Verified before, so that nothing the verifier remembers of the token helps it.
    expect((await browser.dial(token, { to: 'Bob' })).status).toBe(404)
    await browser.signOut('Alice')

    const dialled = await browser.dial(token, { to: 'Bob' })
    expect(dialled.status).toBe(401)
    expect(await dialled.json()).toMatchObject({ code: 'revoked_token' })
    const refused = await refusedSocket(server.signalUrl, tokenProtocols(token))
    expect(refused).toMatchObject({ status: 401, body: { code: 'revoked_token' } })
    await open.next('signed_out')
    expect(await open.closed).toBe(WS_TOKEN_ENDED)
    expect(await open.closeReason).toBe('revoked')

    await browser.signIn('Alice')
    const again = await browser.online('Alice')
    again.send({ type: 'token', token })
    expect(await again.next('refused')).toMatchObject({ of: 'token', code: 'revoked_token' })
  })

  test('makes copies of the cookie worthless at once', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    const thief = createBrowser(server)
    await browser.signIn('Alice')
    const { sid } = claimsOf(await browser.token('Alice'))
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
    expect((await thief.post('/token', { as: 'Alice' })).status).toBe(200)
    await browser.signOut('Alice')

    expect((await thief.post('/token', { as: 'Alice' })).status).toBe(401)
    await thief.signIn('Alice')
    expect(claimsOf(await thief.token('Alice'))['sid']).not.toBe(sid)
  })

  test('lets the same name in again within the same second', async () => {
    const second = Math.floor(Date.now() / 1000)
    const slow = (): number => second + (Date.now() / 1000 - second) / 100
    const browser = createBrowser(await startTestServer({ framework, clock: slow }))
    await browser.signIn('Alice')
    const before = claimsOf(await browser.token('Alice'))
    await browser.signOut('Alice')

    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    const after = claimsOf(token)
    expect(after['sid']).not.toBe(before['sid'])
    expect(Math.floor(Number(after['iat']))).toBe(Math.floor(Number(before['iat'])))
    await browser.online('Alice')
    expect((await browser.dial(token, { to: 'Bob' })).status).toBe(404)
  })

  test('ends no other session of that name', async () => {
    const server = await startTestServer({ framework })
    const [one, other] = [createBrowser(server), createBrowser(server)]
    await one.signIn('Alice')
    await other.signIn('Alice')
    const token = await other.token('Alice')
    const open = await other.online('Alice')
    await one.signOut('Alice')

    expect((await other.dial(token, { to: 'Bob' })).status).toBe(404)
    expect((await other.post('/token', { as: 'Alice' })).status).toBe(200)
    await open.settle()
  })

  test('answers the same when the name was not signed in', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    expect((await browser.post('/sign-out', { as: 'Alice' })).status).toBe(204)
  })

  test('refuses something that is no name', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    expect((await browser.post('/sign-out', { as: 'Alice; Path=/x' })).status).toBe(400)
    expect((await browser.post('/sign-out', {})).status).toBe(400)
  })
})

async function scopeOf(response: Response): Promise<unknown> {
  const answer = (await response.json()) as { scope?: unknown }
  return answer.scope
}
