import { describe, expect, test } from 'vitest'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import { openSocket } from './test-socket.ts'
import { createBrowser, startTestServer } from './test-server.ts'

describe.each(FRAMEWORKS)('presence (%s)', (framework) => {
  test('tells everybody who else is here, and when that changes', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    expect((await alice.next('presence')).names).toEqual([])
    const bob = await browser.online('Bob')
    expect((await alice.next('presence')).names).toEqual(['Bob'])
    expect((await bob.next('presence')).names).toEqual(['Alice'])
    bob.close()
    expect((await alice.next('presence')).names).toEqual([])
  })

  test('names somebody with two sockets once, until the last one is gone', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const first = await browser.online('Bob')
    const second = await browser.online('Bob')
    first.close()
    await first.closed
    second.close()
    await second.closed
    const lists = [await alice.next('presence'), await alice.next('presence')]
    lists.push(await alice.next('presence'))
    expect(lists.map(({ names }) => names)).toEqual([[], ['Bob'], []])
  })

  test('is over at once for a socket that the server closes, also when it is dead', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const dead = await browser.online('Bob')
    dead.goSilent()
    await browser.signOut('Bob')
    const lists = [await alice.next('presence'), await alice.next('presence')]
    lists.push(await alice.next('presence'))
    expect(lists.map(({ names }) => names)).toEqual([[], ['Bob'], []])
  })

  test('neither shows nor tells who is invisible, and lets them be called by name', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    await browser.signIn('Ghost', { invisible: true })
    const alice = await browser.online('Alice')
    const ghost = await browser.online('Ghost')
    await ghost.settle()
    await alice.settle()
    expect(alice.received.filter(({ type }) => type === 'presence')).toEqual([
      { type: 'presence', names: [] },
    ])
    expect(ghost.received.filter(({ type }) => type === 'presence')).toEqual([])

    expect((await browser.dial(await browser.token('Alice'), { to: 'Ghost' })).status).toBe(201)
    expect((await ghost.next('incoming')).call.from).toBe('Alice')
  })

  test('follows a fresh token that switches it off and on again', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const bob = await browser.online('Bob')
    await bob.next('presence')

    await browser.signIn('Bob', { invisible: true })
    bob.send({ type: 'token', token: await browser.token('Bob') })
    await bob.next('renewed')
    await browser.signIn('Bob')
    bob.send({ type: 'token', token: await browser.token('Bob') })
    expect((await bob.next('presence')).names).toEqual(['Alice'])
    await alice.settle()
    expect(alice.received.filter(({ type }) => type === 'presence')).toEqual(
      [[], ['Bob'], [], ['Bob']].map((names) => ({ type: 'presence', names })),
    )
  })

  test('is not told before a socket has registered', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await openSocket(server.signalUrl, await browser.token('Alice'))
    const bob = await browser.online('Bob')
    await alice.settle()
    expect(alice.received.filter(({ type }) => type === 'presence')).toEqual([])
    expect((await bob.next('presence')).names).toEqual([])
  })
})

describe.each(FRAMEWORKS)('registering (%s)', (framework) => {
  test('is refused under a name that the token does not hold', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const bob = await browser.online('Bob')
    const mallory = await openSocket(server.signalUrl, await browser.token('Alice'))
    mallory.send({ type: 'register', clientName: 'Bob' })
    expect(await mallory.next('refused')).toEqual({
      type: 'refused',
      of: 'register',
      code: 'insufficient_capability',
      title: 'The token does not allow to be called under this name.',
      required: 'scope:client:incoming?clientName=Bob',
    })
    await browser.signIn('Carol')
    await browser.online('Carol')
    expect((await browser.dial(await browser.token('Carol'), { to: 'Bob' })).status).toBe(201)
    await bob.next('incoming')
    await mallory.settle()
    expect(mallory.received.filter(({ type }) => type === 'incoming')).toEqual([])
  })

  test('may be repeated', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    const alice = await browser.online('Alice')
    alice.send({ type: 'register', clientName: 'Alice' })
    expect(await alice.next('registered')).toEqual({ type: 'registered', clientName: 'Alice' })
  })
})
