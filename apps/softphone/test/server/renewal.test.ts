import { describe, expect, test } from 'vitest'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import { WS_TOKEN_ENDED } from '@grantline/core/client'
import { claimsOf } from './claims.ts'
import { createBrowser, startTestServer } from './test-server.ts'

describe.each(FRAMEWORKS)('the token of a socket (%s)', (framework) => {
  test('ends the socket when it expires, also a silent one', { timeout: 15_000 }, async () => {
    const browser = createBrowser(await startTestServer({ framework, ttl: 2 }))
    await browser.signIn('Alice')
    const alice = await browser.online('Alice')
    expect(await alice.closed).toBe(WS_TOKEN_ENDED)
    expect(await alice.closeReason).toBe('expired')
  })

  test('ends the socket by the clock, even before the timer fires', async () => {
    const server = await startTestServer({ framework, ttl: 60 })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const bob = await browser.online('Bob')
    server.advance(30)
    const alice = await browser.online('Alice')
    server.advance(31)
    bob.send({ type: 'register', clientName: 'Bob' })
    expect(await bob.closed).toBe(WS_TOKEN_ENDED)
    expect(bob.received.filter(({ type }) => type === 'registered')).toHaveLength(1)
    await alice.next('presence')
    expect((await alice.next('presence')).names).toEqual([])
  })

  test('can be renewed, and the socket outlives the first one', async () => {
    const server = await startTestServer({ framework, ttl: 60 })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const alice = await browser.online('Alice')
    server.advance(50)
    const fresh = await browser.token('Alice')
    alice.send({ type: 'token', token: fresh })
    expect(await alice.next('renewed')).toEqual({
      type: 'renewed',
      expiresAt: claimsOf(fresh)['exp'],
    })
    server.advance(50)
    alice.send({ type: 'register', clientName: 'Alice' })
    expect(await alice.next('registered')).toEqual({ type: 'registered', clientName: 'Alice' })
    server.advance(11)
    alice.send({ type: 'register', clientName: 'Alice' })
    expect(await alice.closed).toBe(WS_TOKEN_ENDED)
  })

  test('can be renewed during a call, which goes on', async () => {
    const server = await startTestServer({ framework, ttl: 60 })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const bob = await browser.online('Bob')
    const dialled = await browser.dial(await browser.token('Alice'), { to: 'Bob' })
    const { callId } = (await dialled.json()) as { callId: string }
    bob.send({ type: 'accept', callId })
    await alice.next('accepted')

    server.advance(50)
    for (const [name, socket] of [
      ['Alice', alice],
      ['Bob', bob],
    ] as const) {
      socket.send({ type: 'token', token: await browser.token(name) })
      await socket.next('renewed')
    }
    server.advance(50)
    const signal = { candidate: { candidate: 'candidate:1' } }
    alice.send({ type: 'signal', callId, signal })
    expect((await bob.next('signal')).signal).toEqual(signal)
  })

  test('cannot be replaced by that of another name or another session', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    const elsewhere = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    await elsewhere.signIn('Alice')
    const alice = await browser.online('Alice')
    for (const token of [await browser.token('Bob'), await elsewhere.token('Alice')]) {
      alice.send({ type: 'token', token })
      expect(await alice.next('refused')).toEqual({
        type: 'refused',
        of: 'token',
        code: 'not_same_holder',
        title: 'The fresh token belongs to somebody else.',
      })
    }
    alice.send({ type: 'register', clientName: 'Bob' })
    expect(await alice.next('refused')).toMatchObject({ code: 'insufficient_capability' })
  })

  test('cannot be replaced by a bad or expired one, and stays in force', async () => {
    const server = await startTestServer({ framework, ttl: 60 })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const old = await browser.token('Alice')
    server.advance(61)
    const alice = await browser.online('Alice')
    for (const [token, code] of [
      ['x.y.z', 'invalid_token'],
      [`${await browser.token('Alice')}A`, 'invalid_token'],
      [old, 'expired_token'],
    ] as const) {
      alice.send({ type: 'token', token })
      expect(await alice.next('refused')).toMatchObject({ of: 'token', code })
    }
    alice.send({ type: 'register', clientName: 'Alice' })
    await alice.next('registered')
  })

  test('decides what is asked next: a narrower one takes the dial away', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    await browser.online('Alice')
    await browser.online('Bob')
    await browser.signIn('Alice', { listenOnly: true })
    expect((await browser.dial(await browser.token('Alice'), { to: 'Bob' })).status).toBe(403)
  })
})
