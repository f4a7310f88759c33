import { describe, expect, test } from 'vitest'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import { APPLICATION_SID } from '../../src/shared/capabilities.ts'
import { createBrowser, startTestServer } from './test-server.ts'

describe.each(FRAMEWORKS)('dialling (%s)', (framework) => {
  test('rings the callee, who sees what was signed for the caller', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const bob = await browser.online('Bob')
    const response = await browser.dial(await browser.token('Alice'), {
      to: 'Bob',
      connection: alice.connection,
    })
    expect(response.status).toBe(201)
    const { callId } = (await response.json()) as { callId: string }
    expect((await bob.next('incoming')).call).toEqual({
      id: callId,
      from: 'Alice',
      to: 'Bob',
      params: { SignedInAs: 'Alice', SignedInAt: expect.any(String) },
    })
  })

  test('ignores what the body says about the caller', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    await browser.online('Alice')
    const bob = await browser.online('Bob')
    const response = await browser.dial(await browser.token('Alice'), {
      to: 'Bob',
      from: 'Carol',
      clientName: 'Carol',
      appSid: 'AP0',
      appParams: { SignedInAs: 'Carol' },
      params: { SignedInAs: 'Carol' },
      session: 'x',
    })
    expect(response.status).toBe(201)
    expect((await bob.next('incoming')).call).toMatchObject({
      from: 'Alice',
      params: { SignedInAs: 'Alice' },
    })
  })

  test('refuses a listen-only sign-in, and names the scope it would take', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice', { listenOnly: true })
    await browser.signIn('Bob')
    await browser.online('Alice')
    const bob = await browser.online('Bob')
    const response = await browser.dial(await browser.token('Alice'), { to: 'Bob' })
    expect(response.status).toBe(403)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="softphone", error="insufficient_scope", scope="scope:client:outgoing"',
    )
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'capability missing',
      code: 'insufficient_capability',
      error: 'insufficient_scope',
      required: 'scope:client:outgoing',
    })
    await bob.settle()
    expect(bob.received.filter(({ type }) => type === 'incoming')).toEqual([])
  })

  test('refuses another application than the one of the token', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    for (const appSid of ['AP00000000000000000000000000000000', `${APPLICATION_SID}x`, '*']) {
      expect((await browser.dial(token, { to: 'Bob' }, appSid)).status).toBe(403)
    }
  })

  test('refuses a request without a token, with a bad one and with an expired one', async () => {
    const server = await startTestServer({ framework, ttl: 60 })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    const path = `/applications/${APPLICATION_SID}/calls`

    const missing = await browser.post(path, { to: 'Bob' })
    expect(missing.status).toBe(401)
    expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="softphone"')
    expect(await missing.json()).toMatchObject({ code: 'missing_token' })

    const bad = await browser.dial(`${token}x`, { to: 'Bob' })
    expect(bad.status).toBe(401)
    expect(await bad.json()).toMatchObject({ code: 'invalid_token' })

    server.advance(61)
    const expired = await browser.dial(token, { to: 'Bob' })
    expect(expired.status).toBe(401)
    expect(await expired.json()).toMatchObject({ code: 'expired_token' })
  })

  test('refuses the token of a server that was restarted', async () => {
    const first = await startTestServer({ framework })
    const browser = createBrowser(first)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    const second = createBrowser(await startTestServer({ framework }))
    expect((await second.dial(token, { to: 'Bob' })).status).toBe(401)
  })

  test.each([
    ['nobody', {}, 400, 'bad_request'],
    ['a list', { to: ['Bob'] }, 400, 'bad_request'],
    ['no JSON', 'to=Bob', 400, 'bad_request'],
    ['something that is no name', { to: 'Bob Smith' }, 400, 'bad_request'],
    ['oneself', { to: 'Alice' }, 400, 'bad_request'],
    ['from a socket that is a number', { to: 'Bob', connection: 5 }, 400, 'bad_request'],
    ['from a socket without a name', { to: 'Bob', connection: '' }, 400, 'bad_request'],
    ['somebody who is not here', { to: 'Carol' }, 404, 'not_available'],
  ])('refuses to call %s', async (_what, body, status, code) => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    await browser.online('Alice')
    await browser.online('Bob')
    const response = await browser.dial(await browser.token('Alice'), body)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: expect.stringMatching(/\.$/),
      status,
      code,
    })
  })

  test('refuses a body over the size limit', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    expect((await browser.dial(token, { to: 'B'.repeat(17_000) })).status).toBe(413)
  })

  test('refuses a caller who has no socket', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    await browser.online('Bob')
    const response = await browser.dial(await browser.token('Alice'), { to: 'Bob' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'bad_request' })
  })

  test('refuses to guess between two sockets, and to use that of another session', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    const elsewhere = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    await elsewhere.signIn('Alice')
    await browser.online('Alice')
    const second = await browser.online('Alice')
    const foreign = await elsewhere.online('Alice')
    const bob = await browser.online('Bob')
    const token = await browser.token('Alice')

    expect((await browser.dial(token, { to: 'Bob' })).status).toBe(400)
    for (const connection of [foreign.connection, bob.connection, 'x', '', 5, null]) {
      expect((await browser.dial(token, { to: 'Bob', connection })).status).toBe(400)
    }
    const { connection } = second
    expect((await browser.dial(token, { to: 'Bob', connection })).status).toBe(201)
    expect((await bob.next('incoming')).call.from).toBe('Alice')
  })

  test('answers busy when either side is in a call', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    for (const name of ['Alice', 'Bob', 'Carol']) await browser.signIn(name)
    await browser.online('Alice')
    await browser.online('Bob')
    await browser.online('Carol')
    expect((await browser.dial(await browser.token('Alice'), { to: 'Bob' })).status).toBe(201)

    for (const [caller, to, title] of [
      ['Carol', 'Bob', 'Bob is in another call.'],
      ['Carol', 'Alice', 'Alice is in another call.'],
      ['Alice', 'Carol', 'You are in a call already.'],
      ['Bob', 'Alice', 'You are in a call already.'],
    ] as const) {
      const response = await browser.dial(await browser.token(caller), { to })
      expect(response.status).toBe(409)
      expect(await response.json()).toMatchObject({ code: 'busy', title })
    }
  })
})
