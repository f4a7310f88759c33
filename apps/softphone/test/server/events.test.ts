import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createExpressApp } from '../../src/server/express-app.ts'
import { createHandlers } from '../../src/server/handlers.ts'
import { createHonoApp } from '../../src/server/hono-app.ts'
import { closeServer, listen } from '../../src/server/listen.ts'
import { createSignInCookies } from '../../src/server/sign-in-cookie.ts'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import { createSwitchboard, type Switchboard } from '../../src/server/switchboard.ts'
import { createTokens } from '../../src/server/tokens.ts'
import { eventStream, PRESENCE_EVENTS } from '../../src/shared/capabilities.ts'
import { openEvents } from './event-source.ts'
import { createManualTimers } from './manual-timers.ts'
import { createBrowser, startTestServer } from './test-server.ts'

describe.each(FRAMEWORKS)('the event stream (%s)', (framework) => {
  test('tells who is here, and who comes and goes', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    for (const name of ['Alice', 'Bob', 'Carol']) await browser.signIn(name)
    await browser.online('Alice')
    await browser.online('Bob')
    const events = await openEvents(`${server.url}/events`, await browser.token('Alice'))
    expect(events.response.status).toBe(200)
    expect(events.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(events.response.headers.get('cache-control')).toBe('no-store')
    expect(await events.next()).toEqual(['here', { names: ['Bob'] }])
    const carol = await browser.online('Carol')
    expect(await events.next()).toEqual(['came', { name: 'Carol' }])
    carol.close()
    expect(await events.next()).toEqual(['left', { name: 'Carol' }])
  })

  test('ends with the token, and says so', { timeout: 15_000 }, async () => {
    const server = await startTestServer({ framework, ttl: 2 })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const events = await openEvents(`${server.url}/events`, await browser.token('Alice'))
    expect(await events.next()).toEqual(['here', { names: [] }])
    expect(await events.next()).toEqual(['end', { why: 'expired' }])
    expect(await events.next()).toBeUndefined()
  })

  test.each([
    ['the token is revoked', 'revoke'],
    ['the session signs out', 'signOut'],
  ] as const)('ends when %s, and says so', async (_when, how) => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    const events = await openEvents(`${server.url}/events`, token)
    await events.next()
    await (how === 'revoke' ? browser.revoke('Alice', token) : browser.signOut('Alice'))
    expect(await events.next()).toEqual(['end', { why: 'revoked' }])
    expect(await events.next()).toBeUndefined()
  })

  test('is refused without a token', async () => {
    const server = await startTestServer({ framework })
    const response = await fetch(`${server.url}/events`)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 'missing_token' })
  })

  test('is refused to who is invisible, with the scope it would take', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Ghost', { invisible: true })
    const authorization = `Bearer ${await browser.token('Ghost')}`
    const response = await fetch(`${server.url}/events`, { headers: { authorization } })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({
      code: 'insufficient_capability',
      required: 'scope:stream:subscribe?path=%2F2010-04-01%2FEvents',
    })
  })

  test('does not begin for HEAD', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const authorization = `Bearer ${await browser.token('Alice')}`
    const init = { method: 'HEAD', headers: { authorization } }
    const response = await fetch(`${server.url}/events`, init)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(await response.text()).toBe('')
  })

  test('goes on for the others when one reader goes away', async () => {
    const errors: unknown[] = []
    const server = await startTestServer({
      framework,
      onError: (error) => void errors.push(error),
    })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const token = await browser.token('Alice')
    const gone = await openEvents(`${server.url}/events`, token)
    const events = await openEvents(`${server.url}/events`, token)
    await gone.next()
    await events.next()
    gone.leave()
    const bob = await browser.online('Bob')
    expect(await events.next()).toEqual(['came', { name: 'Bob' }])
    bob.close()
    expect(await events.next()).toEqual(['left', { name: 'Bob' }])
    expect(errors).toEqual([])
  })
})

test.each([
  ['hono', createHonoApp],
  ['express', createExpressApp],
] as const)('nobody is watched for a reader that is gone (%s)', async (_name, createApp) => {
  const clock = (): number => Date.now() / 1000
  const tokens = await createTokens({ ttl: 60, clock })
  const { revocation } = tokens
  const switchboard = createSwitchboard(createManualTimers().setTimer)
  let watching = 0
  const watchPeople: Switchboard['watchPeople'] = (listener) => {
    const leave = switchboard.watchPeople(listener)
    watching += 1
    return () => {
      watching -= 1
      leave()
    }
  }
  const handlers = createHandlers({
    framework: 'either',
    cookies: createSignInCookies(new Uint8Array(32), { clock, revocation }),
    revocation,
    switchboard: { ...switchboard, watchPeople },
    clock,
    onError: () => {},
  })
  const server = createServer(
    createApp({ handlers, tokens, onDenial: () => {}, pageFolder: undefined }),
  )
  onTestFinished(() => closeServer(server))
  const port = await listen(server, { port: 0, host: '127.0.0.1', portFlag: '--port' })
  const capabilities = [eventStream({ path: PRESENCE_EVENTS })]
  const { token } = await tokens.minter.mint({ subject: 'Alice', capabilities })

  const events = await openEvents(`http://127.0.0.1:${port}/events`, token)
  await events.next()
  expect(watching).toBe(1)
  events.leave()
  await expect.poll(() => watching).toBe(0)
})
