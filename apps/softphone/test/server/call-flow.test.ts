import { describe, expect, test, vi } from 'vitest'
import { GRACE_SECONDS, RING_SECONDS } from '../../src/server/call-effect.ts'
import { FRAMEWORKS, type Framework } from '../../src/server/start-server.ts'
import { WS_TOKEN_ENDED } from '@grantline/core/client'
import { createBrowser, startTestServer, type Browser, type TestServer } from './test-server.ts'
import type { TestSocket } from './test-socket.ts'

interface Scene {
  readonly server: TestServer
  readonly browser: Browser
  readonly alice: TestSocket
  readonly bob: TestSocket
}

async function meet(framework: Framework): Promise<Scene> {
  const server = await startTestServer({ framework })
  const browser = createBrowser(server)
  await browser.signIn('Alice')
  await browser.signIn('Bob')
  return {
    server,
    browser,
    alice: await browser.online('Alice'),
    bob: await browser.online('Bob'),
  }
}

/** Alice rings Bob. */
async function ring({ browser, alice, bob }: Scene): Promise<string> {
  const response = await browser.dial(await browser.token('Alice'), {
    to: 'Bob',
    connection: alice.connection,
  })
  const { callId } = (await response.json()) as { callId: string }
  await bob.next('incoming')
  return callId
}

/** Alice and Bob are in a call. */
async function connect(scene: Scene): Promise<string> {
  const callId = await ring(scene)
  scene.bob.send({ type: 'accept', callId })
  await scene.alice.next('accepted')
  await scene.bob.next('accepted')
  return callId
}

const offer = { description: { type: 'offer', sdp: 'v=0' } } as const
const answer = { description: { type: 'answer', sdp: 'v=0' } } as const
const candidate = { candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } }

describe.each(FRAMEWORKS)('a call (%s)', (framework) => {
  test('is accepted, passes signals both ways and is hung up', async () => {
    const scene = await meet(framework)
    const { alice, bob } = scene
    const callId = await connect(scene)
    alice.send({ type: 'signal', callId, signal: offer })
    expect(await bob.next('signal')).toEqual({ type: 'signal', callId, signal: offer })
    bob.send({ type: 'signal', callId, signal: answer })
    bob.send({ type: 'signal', callId, signal: candidate })
    expect((await alice.next('signal')).signal).toEqual(answer)
    expect((await alice.next('signal')).signal).toEqual(candidate)
    bob.send({ type: 'hang_up', callId })
    const ended = { type: 'ended', callId, reason: 'hung_up' }
    expect(await alice.next('ended')).toEqual(ended)
    expect(await bob.next('ended')).toEqual(ended)
  })

  test('leaves both free for the next one', async () => {
    const scene = await meet(framework)
    const callId = await connect(scene)
    scene.alice.send({ type: 'hang_up', callId })
    await scene.bob.next('ended')
    expect(await ring(scene)).not.toBe(callId)
  })

  test('is declined', async () => {
    const scene = await meet(framework)
    const callId = await ring(scene)
    scene.bob.send({ type: 'decline', callId })
    expect(await scene.alice.next('ended')).toEqual({ type: 'ended', callId, reason: 'declined' })
    expect(scene.server.timers.running(RING_SECONDS)).toBe(0)
  })

  test('does not ring at somebody else who comes in meanwhile', async () => {
    const scene = await meet(framework)
    await scene.browser.signIn('Carol')
    const callId = await ring(scene)
    const carol = await scene.browser.online('Carol')
    carol.send({ type: 'accept', callId })
    expect(await carol.next('ended')).toEqual({ type: 'ended', callId, reason: 'unknown' })
    expect(carol.received.map(({ type }) => type)).not.toContain('incoming')
  })

  test('is given up by the caller while it rings', async () => {
    const scene = await meet(framework)
    const callId = await ring(scene)
    scene.alice.send({ type: 'hang_up', callId })
    expect(await scene.bob.next('ended')).toEqual({ type: 'ended', callId, reason: 'hung_up' })
  })

  test('rings no longer than half a minute', async () => {
    const scene = await meet(framework)
    const callId = await ring(scene)
    scene.server.timers.advance(RING_SECONDS)
    const ended = { type: 'ended', callId, reason: 'no_answer' }
    expect(await scene.alice.next('ended')).toEqual(ended)
    expect(await scene.bob.next('ended')).toEqual(ended)
  })

  test('does not end by the ring time once it was answered', async () => {
    const scene = await meet(framework)
    const callId = await connect(scene)
    expect(scene.server.timers.running(RING_SECONDS)).toBe(0)
    scene.alice.send({ type: 'signal', callId, signal: offer })
    expect((await scene.bob.next('signal')).signal).toEqual(offer)
  })

  test('rings in every tab of the callee, and the first to accept takes it', async () => {
    const scene = await meet(framework)
    const { browser, alice, bob } = scene
    const second = await browser.online('Bob')
    const callId = await ring(scene)
    expect((await second.next('incoming')).call.id).toBe(callId)
    second.send({ type: 'accept', callId })
    await alice.next('accepted')
    await second.next('accepted')
    const elsewhere = { type: 'ended', callId, reason: 'answered_elsewhere' }
    expect(await bob.next('ended')).toEqual(elsewhere)

    bob.send({ type: 'accept', callId })
    expect(await bob.next('ended')).toEqual({ type: 'ended', callId, reason: 'unknown' })
    alice.send({ type: 'signal', callId, signal: offer })
    expect((await second.next('signal')).signal).toEqual(offer)
    await bob.settle()
    expect(bob.received.filter(({ type }) => type === 'signal')).toEqual([])
  })

  test('belongs to the tab that dialled', async () => {
    const scene = await meet(framework)
    const second = await scene.browser.online('Alice')
    await connect(scene)
    await second.settle()
    expect(second.received.filter(({ type }) => type === 'accepted')).toEqual([])
  })

  test('is unknown to everybody else', async () => {
    const scene = await meet(framework)
    const { browser, alice, bob } = scene
    await browser.signIn('Mallory')
    const mallory = await browser.online('Mallory')
    const callId = await connect(scene)
    const unknown = { type: 'ended', callId, reason: 'unknown' }
    for (const type of ['accept', 'decline', 'hang_up', 'resume'] as const) {
      mallory.send({ type, callId })
      expect(await mallory.next('ended')).toEqual(unknown)
    }
    mallory.send({ type: 'signal', callId, signal: offer })
    expect(await mallory.next('ended')).toEqual(unknown)

    alice.send({ type: 'signal', callId, signal: answer })
    expect((await bob.next('signal')).signal).toEqual(answer)
    await mallory.settle()
    expect(mallory.received.map(({ type }) => type)).not.toContain('signal')
  })

  test('may not be signalled in before it is answered', async () => {
    const scene = await meet(framework)
    const callId = await ring(scene)
    scene.alice.send({ type: 'signal', callId, signal: offer })
    expect(await scene.alice.next('refused')).toMatchObject({ of: 'signal', code: 'not_connected' })
    await scene.bob.settle()
    expect(scene.bob.received.map(({ type }) => type)).not.toContain('signal')
  })

  test('goes on when a lost socket comes back, with the signals it missed', async () => {
    const scene = await meet(framework)
    const { server, browser, alice, bob } = scene
    const callId = await connect(scene)
    alice.drop()
    await vi.waitFor(() => expect(server.timers.running(GRACE_SECONDS)).toBe(1))
    bob.send({ type: 'signal', callId, signal: candidate })
    await bob.settle()

    const back = await browser.online('Alice')
    back.send({ type: 'resume', callId })
    expect(await back.next('resumed')).toEqual({ type: 'resumed', callId, state: 'active' })
    expect((await back.next('signal')).signal).toEqual(candidate)
    expect(server.timers.running(GRACE_SECONDS)).toBe(0)
    server.timers.advance(GRACE_SECONDS)
    back.send({ type: 'signal', callId, signal: offer })
    expect((await bob.next('signal')).signal).toEqual(offer)
  })

  test('ends when a lost socket does not come back in time', async () => {
    const scene = await meet(framework)
    const { server, browser, alice, bob } = scene
    const callId = await connect(scene)
    bob.drop()
    await vi.waitFor(() => expect(server.timers.running(GRACE_SECONDS)).toBe(1))
    server.timers.advance(GRACE_SECONDS)
    expect(await alice.next('ended')).toEqual({ type: 'ended', callId, reason: 'gone' })

    const back = await browser.online('Bob')
    back.send({ type: 'resume', callId })
    expect(await back.next('ended')).toEqual({ type: 'ended', callId, reason: 'unknown' })
  })

  test('cannot be resumed by another session of the same name', async () => {
    const scene = await meet(framework)
    const { server, alice, bob } = scene
    const elsewhere = createBrowser(server)
    await elsewhere.signIn('Alice')
    const other = await elsewhere.online('Alice')
    const callId = await connect(scene)
    alice.drop()
    await vi.waitFor(() => expect(server.timers.running(GRACE_SECONDS)).toBe(1))
    for (const type of ['resume', 'hang_up'] as const) {
      other.send({ type, callId })
      expect(await other.next('ended')).toEqual({ type: 'ended', callId, reason: 'unknown' })
    }
    await bob.settle()
    expect(bob.received.map(({ type }) => type)).not.toContain('ended')
  })

  test('is taken over by a new socket while the old one only seems alive', async () => {
    const scene = await meet(framework)
    const { browser, alice, bob } = scene
    const callId = await connect(scene)
    const back = await browser.online('Bob')
    back.send({ type: 'resume', callId })
    await back.next('resumed')
    expect((await bob.next('ended')).reason).toBe('answered_elsewhere')
    bob.drop()
    alice.send({ type: 'signal', callId, signal: offer })
    expect((await back.next('signal')).signal).toEqual(offer)
  })

  test('tells a caller who missed the answer when it comes back', async () => {
    const scene = await meet(framework)
    const { server, browser, alice, bob } = scene
    const callId = await ring(scene)
    alice.drop()
    await vi.waitFor(() => expect(server.timers.running(GRACE_SECONDS)).toBe(1))
    bob.send({ type: 'accept', callId })
    await bob.next('accepted')
    const back = await browser.online('Alice')
    back.send({ type: 'resume', callId })
    expect(await back.next('resumed')).toEqual({ type: 'resumed', callId, state: 'active' })
  })

  test('rings again at a callee whose only socket came back', async () => {
    const scene = await meet(framework)
    const { server, browser, alice, bob } = scene
    const callId = await ring(scene)
    bob.drop()
    await vi.waitFor(() => expect(server.timers.running(GRACE_SECONDS)).toBe(1))
    const back = await browser.online('Bob')
    expect((await back.next('incoming')).call.id).toBe(callId)
    expect(server.timers.running(GRACE_SECONDS)).toBe(0)
    back.send({ type: 'accept', callId })
    await alice.next('accepted')
  })

  test('ends at once when the page of one side is closed', async () => {
    const scene = await meet(framework)
    const callId = await connect(scene)
    scene.alice.close(1001)
    expect(await scene.bob.next('ended')).toEqual({ type: 'ended', callId, reason: 'gone' })
  })

  test('ends at once when one side signs out, whose sockets are closed', async () => {
    const scene = await meet(framework)
    const { browser, alice, bob } = scene
    const second = await browser.online('Alice')
    const callId = await connect(scene)
    await browser.signOut('Alice')
    expect(await bob.next('ended')).toEqual({ type: 'ended', callId, reason: 'signed_out' })
    expect(await alice.closed).toBe(WS_TOKEN_ENDED)
    expect(await second.closed).toBe(WS_TOKEN_ENDED)
    expect(alice.received.slice(-2)).toEqual([
      { type: 'ended', callId, reason: 'signed_out' },
      { type: 'signed_out' },
    ])
    expect(second.received.at(-1)).toEqual({ type: 'signed_out' })
    await bob.settle()
    expect(bob.received.findLast(({ type }) => type === 'presence')).toEqual({
      type: 'presence',
      names: [],
    })
  })

  test('stops ringing when the callee signs out', async () => {
    const scene = await meet(framework)
    const callId = await ring(scene)
    await scene.browser.signOut('Bob')
    expect(await scene.alice.next('ended')).toEqual({ type: 'ended', callId, reason: 'signed_out' })
  })

  test('goes on ringing elsewhere when one of two sessions signs out', async () => {
    const scene = await meet(framework)
    const elsewhere = createBrowser(scene.server)
    await elsewhere.signIn('Bob')
    const other = await elsewhere.online('Bob')
    const callId = await ring(scene)
    await scene.browser.signOut('Bob')
    expect(await scene.bob.closed).toBe(WS_TOKEN_ENDED)
    await other.next('incoming')
    other.send({ type: 'accept', callId })
    await scene.alice.next('accepted')
  })

  test('is unknown after a restart', async () => {
    const scene = await meet(framework)
    const callId = await connect(scene)
    await scene.server.close()
    expect(await scene.alice.closed).toBe(1012)

    const { cookieKeyFile } = scene.server
    const again = createBrowser(await startTestServer({ framework, cookieKeyFile }))
    for (const [name, value] of scene.browser.cookies) again.cookies.set(name, value)
    const back = await again.online('Alice')
    back.send({ type: 'resume', callId })
    expect(await back.next('ended')).toEqual({ type: 'ended', callId, reason: 'unknown' })
  })
})
