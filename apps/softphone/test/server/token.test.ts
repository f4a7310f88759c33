import { parseScopes } from '@grantline/core'
import { describe, expect, test } from 'vitest'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import {
  APPLICATION_SID,
  clientOutgoing,
  eventStream,
  PRESENCE_EVENTS,
} from '../../src/shared/capabilities.ts'
import { claimsOf } from './claims.ts'
import { createBrowser, startTestServer } from './test-server.ts'

describe.each(FRAMEWORKS)('the token endpoint (%s)', (framework) => {
  test('answers with a token of the asked name, that nobody keeps', async () => {
    const browser = createBrowser(await startTestServer({ framework, ttl: 90 }))
    await browser.signIn('Alice')
    const response = await browser.post('/token', { as: 'Alice' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const answer = (await response.json()) as { access_token: string; scope: string }
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 90 })
    const claims = claimsOf(answer.access_token)
    expect(claims).toMatchObject({ sub: 'Alice', scope: answer.scope })
    expect(claims['sid']).toEqual(expect.any(String))
  })

  test('lets a name be called, call with its sign-in signed along, and hear who is here', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const { scopes } = parseScopes(String(claimsOf(await browser.token('Alice'))['scope']))
    expect(scopes).toHaveLength(3)
    expect(scopes[0]).toMatchObject({ privilege: 'incoming', params: { clientName: 'Alice' } })
    const outgoing = scopes[1] === undefined ? undefined : clientOutgoing.from(scopes[1])
    expect(outgoing).toEqual({
      appSid: APPLICATION_SID,
      appParams: {
        SignedInAs: 'Alice',
        SignedInAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      },
      clientName: 'Alice',
    })
    const stream = scopes[2] === undefined ? undefined : eventStream.from(scopes[2])
    expect(stream).toEqual({ path: PRESENCE_EVENTS })
  })

  test.each([
    ['nothing more', {}, ['client:incoming', 'client:outgoing', 'stream:subscribe']],
    ['listen only', { listenOnly: true }, ['client:incoming', 'stream:subscribe']],
    ['invisible', { invisible: true }, ['client:incoming', 'client:outgoing', 'client:presence']],
    ['both', { listenOnly: true, invisible: true }, ['client:incoming', 'client:presence']],
  ])('gives a sign-in with %s exactly its capabilities', async (_what, wish, expected) => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice', wish)
    const { scopes } = parseScopes(String(claimsOf(await browser.token('Alice'))['scope']))
    expect(scopes.map(({ service, privilege }) => `${service}:${privilege}`)).toEqual(expected)
  })

  test('refuses a name whose cookie is not there', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Bob')
    const response = await browser.post('/token', { as: 'Alice' })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: 'login_required' })
    expect(response.headers.get('www-authenticate')).toBe('Session realm="softphone"')
  })

  test.each([
    ['nobody', {}],
    ['something that is no name', { as: 'Alice=x; softphone.Alice' }],
    ['a list', { as: ['Alice'] }],
  ])('refuses to act as %s', async (_what, body) => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    expect((await browser.post('/token', body)).status).toBe(401)
  })

  test.each([
    ['its payload changed', (value: string) => flipped(value, 10)],
    ['its signature changed', (value: string) => flipped(value, value.length - 1)],
    ['its signature cut off', (value: string) => value.split('.')[0] ?? ''],
    ['its signature emptied', (value: string) => `${value.split('.')[0] ?? ''}.`],
    ['a third part', (value: string) => `${value}.x`],
  ])('refuses a cookie with %s', async (_what, tamper) => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    const value = browser.cookies.get('softphone.Alice') ?? ''
    browser.cookies.set('softphone.Alice', tamper(value))
    const response = await browser.post('/token', { as: 'Alice' })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: 'login_required' })
  })

  test('refuses the cookie of one name under another', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    browser.cookies.set('softphone.Bob', browser.cookies.get('softphone.Alice') ?? '')
    expect((await browser.post('/token', { as: 'Bob' })).status).toBe(401)
  })

  test('refuses two cookies of one name', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    const value = browser.cookies.get('softphone.Alice') ?? ''
    const cookie = `softphone.Alice=${value}; softphone.Alice=${value}`
    expect((await browser.post('/token', { as: 'Alice' }, { cookie })).status).toBe(401)
  })

  test('refuses a sign-in that is over a week old', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    server.advance(7 * 24 * 60 * 60)
    expect((await browser.post('/token', { as: 'Alice' })).status).toBe(401)
  })

  test('refuses a page of another site', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    const response = await browser.post(
      '/token',
      { as: 'Alice' },
      { 'sec-fetch-site': 'cross-site' },
    )
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual(
      expect.not.objectContaining({ access_token: expect.anything() }),
    )
  })

  test('takes POST only', async () => {
    const server = await startTestServer({ framework })
    const response = await fetch(`${server.url}/token`)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })
})

/** The text with one character replaced by another of base64url. */
function flipped(text: string, at: number): string {
  const other = text[at] === 'A' ? 'B' : 'A'
  return `${text.slice(0, at)}${other}${text.slice(at + 1)}`
}
