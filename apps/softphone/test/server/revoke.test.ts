import { tokenProtocols } from '@grantline/core/client'
import { describe, expect, test } from 'vitest'
import { FRAMEWORKS, type Framework } from '../../src/server/start-server.ts'
import { WS_TOKEN_ENDED } from '@grantline/core/client'
import { createBrowser, startTestServer, type Browser } from './test-server.ts'
import { refusedSocket, type TestSocket } from './test-socket.ts'

interface Scene {
  readonly browser: Browser
  readonly signalUrl: string
  /** The token of Alice's socket. */
  readonly token: string
  readonly alice: TestSocket
  readonly bob: TestSocket
}

async function meet(framework: Framework): Promise<Scene> {
  const server = await startTestServer({ framework })
  const browser = createBrowser(server)
  await browser.signIn('Alice')
  await browser.signIn('Bob')
  const alice = await browser.online('Alice')
  const token = await browser.token('Alice')
  alice.send({ type: 'token', token })
  await alice.next('renewed')
  return { browser, signalUrl: server.signalUrl, token, alice, bob: await browser.online('Bob') }
}

async function ring({ browser, token }: Scene, bob: TestSocket): Promise<string> {
  const dialled = await browser.dial(token, { to: 'Bob' })
  const { callId } = (await dialled.json()) as { callId: string }
  await bob.next('incoming')
  return callId
}

describe.each(FRAMEWORKS)('revoking a token (%s)', (framework) => {
  test('closes its socket at once, with the reason, and takes its name off the list', async () => {
    const { browser, token, alice, bob } = await meet(framework)
    expect((await bob.next('presence')).names).toEqual(['Alice'])
    const response = await browser.revoke('Alice', token)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
    expect(await alice.closed).toBe(WS_TOKEN_ENDED)
    expect(await alice.closeReason).toBe('revoked')
    expect((await bob.next('presence')).names).toEqual([])
  })

  test('ends the call of that socket for the other side, with the reason', async () => {
    const scene = await meet(framework)
    const { browser, token, alice, bob } = scene
    const callId = await ring(scene, bob)
    bob.send({ type: 'accept', callId })
    await alice.next('accepted')
    await browser.revoke('Alice', token)
    expect(await bob.next('ended')).toEqual({ type: 'ended', callId, reason: 'revoked' })
    expect(await alice.closeReason).toBe('revoked')
    expect(alice.received.filter(({ type }) => type === 'ended')).toEqual([])
  })

  test('stops what rings there', async () => {
    const scene = await meet(framework)
    const { browser, bob } = scene
    const callId = await ring(scene, bob)
    await browser.revoke('Alice', scene.token)
    expect(await bob.next('ended')).toEqual({ type: 'ended', callId, reason: 'revoked' })
  })

  test('makes copies of it worthless, and leaves the others of the session alone', async () => {
    const { browser, signalUrl, token } = await meet(framework)
    const other = await browser.online('Alice')
    const another = await browser.token('Alice')
    await browser.revoke('Alice', token)

    const dialled = await browser.dial(token, { to: 'Bob' })
    expect(dialled.status).toBe(401)
    expect(await dialled.json()).toMatchObject({ code: 'revoked_token' })
    const refused = await refusedSocket(signalUrl, tokenProtocols(token))
    expect(refused.body).toMatchObject({ code: 'revoked_token' })
    await other.settle()
    expect((await browser.dial(another, { to: 'Bob' })).status).toBe(201)
    expect((await browser.post('/token', { as: 'Alice' })).status).toBe(200)
  })

  test('takes the cookie of the very session', async () => {
    const { browser, token, alice } = await meet(framework)
    const asBob = await browser.revoke('Bob', token)
    expect(asBob.status).toBe(403)
    expect(await asBob.json()).toEqual({ error: 'access_denied' })
    const nobody = await browser.revoke('Carol', token)
    expect(nobody.status).toBe(401)
    expect(await nobody.json()).toEqual({ error: 'invalid_client' })
    expect(nobody.headers.get('www-authenticate')).toBe('Session realm="softphone"')
    await alice.settle()
  })

  test('takes the cookie of no other session of that name', async () => {
    const server = await startTestServer({ framework })
    const [one, other] = [createBrowser(server), createBrowser(server)]
    await one.signIn('Alice')
    await other.signIn('Alice')
    const token = await one.token('Alice')
    expect((await other.revoke('Alice', token)).status).toBe(403)
    await one.online('Alice')
    expect((await one.dial(token, { to: 'Bob' })).status).toBe(404)
  })

  test('answers the same for a token that is no good', async () => {
    const server = await startTestServer({ framework, ttl: 60 })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    server.advance(61)
    for (const old of [token, `${token}A`, 'x']) {
      expect((await browser.revoke('Alice', old)).status).toBe(200)
    }
  })

  test('refuses what is no such request', async () => {
    const { browser, token, alice } = await meet(framework)
    const foreign = await browser.revoke('Alice', token, { 'sec-fetch-site': 'cross-site' })
    expect(foreign.status).toBe(403)
    const json = await browser.post('/token/revoke', { token, as: 'Alice' })
    expect(json.status).toBe(415)
    const none = await browser.revoke('Alice', '')
    expect(none.status).toBe(400)
    const huge = await browser.revoke('Alice', 'x'.repeat(17_000))
    expect(huge.status).toBe(413)
    await alice.settle()
  })

  test('takes POST only', async () => {
    const server = await startTestServer({ framework })
    const response = await fetch(`${server.url}/token/revoke`)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })
})
