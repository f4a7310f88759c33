import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createMinter,
  createVerifier,
  generateKey,
  watchGrant,
  type Grant,
} from '../../src/index.ts'

const keys = await generateKey('HS256')
let now = 1000

beforeEach(() => {
  now = 1000
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Holder {
  issuer?: string
  subject?: string
  session?: string
  dpopThumbprint?: string
  ttl: number
}

async function grantOf({ issuer = 'i', ...request }: Holder): Promise<Grant> {
  const clock = (): number => now
  const { token } = await createMinter({ issuer, keys, clock }).mint({
    capabilities: [],
    ...request,
  })
  return createVerifier({ issuer, keys, clock }).verify(token)
}

/** Lets seconds pass, for the clock and the timers alike. */
async function pass(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 1) {
    now += 1
    await vi.advanceTimersByTimeAsync(1000)
  }
}

describe('watching a grant', () => {
  test('ends once, when the token does', async () => {
    const onEnd = vi.fn()
    watchGrant(await grantOf({ ttl: 100 }), { onEnd, clock: () => now })
    await pass(99)
    expect(onEnd).not.toHaveBeenCalled()
    await pass(1)
    expect(onEnd.mock.calls).toEqual([['expired']])
    await pass(200)
    expect(onEnd).toHaveBeenCalledOnce()
  })

  test('goes on with a fresh grant of the same holder', async () => {
    const onEnd = vi.fn()
    const holder = { subject: 'alice', session: 's1', ttl: 60 }
    const watch = watchGrant(await grantOf(holder), { onEnd, clock: () => now })
    await pass(50)
    watch.renew(await grantOf(holder))
    await pass(59)
    expect(onEnd).not.toHaveBeenCalled()
    await pass(1)
    expect(onEnd).toHaveBeenCalledOnce()
  })

  test.each([
    ['another subject', { subject: 'bob', session: 's1' }],
    ['another issuer', { subject: 'alice', session: 's1', issuer: 'j' }],
    ['another key', { subject: 'alice', session: 's1', dpopThumbprint: 'print' }],
    ['another session', { subject: 'alice', session: 's2' }],
    ['no session', { subject: 'alice' }],
  ])('refuses a fresh grant of %s and keeps the old end', async (_what, other) => {
    const onEnd = vi.fn()
    const grant = await grantOf({ subject: 'alice', session: 's1', ttl: 60 })
    const watch = watchGrant(grant, { onEnd, clock: () => now })
    const strange = await grantOf({ ...other, ttl: 600 })
    expect(() => watch.renew(strange)).toThrow(expect.objectContaining({ code: 'not_same_holder' }))
    await pass(60)
    expect(onEnd).toHaveBeenCalledOnce()
  })

  test('stop ends the watch without a word', async () => {
    const onEnd = vi.fn()
    const watch = watchGrant(await grantOf({ ttl: 60 }), { onEnd, clock: () => now })
    watch.stop()
    await pass(100)
    expect(onEnd).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('after its end it takes no fresh grant: what hung on it is closed', async () => {
    const onEnd = vi.fn()
    const watch = watchGrant(await grantOf({ ttl: 10 }), { onEnd, clock: () => now })
    await pass(10)
    const fresh = await grantOf({ ttl: 60 })
    expect(() => watch.renew(fresh)).toThrow(expect.objectContaining({ code: 'expired_token' }))
  })

  test('after stop a fresh grant changes nothing', async () => {
    const onEnd = vi.fn()
    const watch = watchGrant(await grantOf({ ttl: 10 }), { onEnd, clock: () => now })
    watch.stop()
    watch.renew(await grantOf({ ttl: 20 }))
    await pass(60)
    expect(onEnd).not.toHaveBeenCalled()
  })

  test('an expired fresh grant ends the watch, after the call', async () => {
    const old = await grantOf({ ttl: 5 })
    now += 3
    const onEnd = vi.fn()
    const watch = watchGrant(await grantOf({ ttl: 60 }), { onEnd, clock: () => now })
    now += 10
    watch.renew(old)
    expect(onEnd).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(0)
    expect(onEnd).toHaveBeenCalledOnce()
  })

  test('a renewed watch has one timer', async () => {
    const onEnd = vi.fn()
    const watch = watchGrant(await grantOf({ ttl: 60 }), { onEnd, clock: () => now })
    await pass(1)
    for (let count = 0; count < 5; count += 1) watch.renew(await grantOf({ ttl: 60 }))
    await vi.advanceTimersByTimeAsync(0)
    expect(vi.getTimerCount()).toBe(1)
  })

  test('a clock that tells no time ends it', async () => {
    const onEnd = vi.fn()
    watchGrant(await grantOf({ ttl: 60 }), { onEnd, clock: () => Number.NaN })
    await vi.advanceTimersByTimeAsync(0)
    expect(onEnd).toHaveBeenCalledOnce()
  })

  test.each([
    ['nothing to call', {}],
    ['a clock that is a number', { onEnd: () => {}, clock: 5 }],
    ['a misspelt option', { onEnd: () => {}, onend: () => {} }],
  ])('refuses %s', async (_what, options) => {
    const grant = await grantOf({ ttl: 60 })
    expect(() => watchGrant(grant, options as never)).toThrow(TypeError)
    expect(() => watchGrant(grant, options as never)).toThrow(/^watchGrant: /)
  })

  test('a clock that throws ends it', async () => {
    const onEnd = vi.fn()
    const clock = (): number => {
      throw new Error('no time')
    }
    watchGrant(await grantOf({ ttl: 60 }), { onEnd, clock })
    await vi.advanceTimersByTimeAsync(0)
    expect(onEnd.mock.calls).toEqual([['expired']])
  })

  test('after its end stop changes nothing: it still takes no fresh grant', async () => {
    const watch = watchGrant(await grantOf({ ttl: 10 }), { onEnd: vi.fn(), clock: () => now })
    await pass(10)
    watch.stop()
    const fresh = await grantOf({ ttl: 60 })
    expect(() => watch.renew(fresh)).toThrow(expect.objectContaining({ code: 'expired_token' }))
  })

  test.each([undefined, null, 'a token', {}, { expiresAt: Number.NaN }])(
    'what is no grant cannot be watched: %j',
    (grant) => {
      const watching = () => watchGrant(grant as never, { onEnd: vi.fn() })
      expect(watching).toThrow(/^watchGrant: give the grant of a verified token/)
    },
  )

  test('notices a clock that jumped within a minute', async () => {
    const onEnd = vi.fn()
    watchGrant(await grantOf({ ttl: 86_400 }), { onEnd, clock: () => now })
    now += 86_400
    await pass(60)
    expect(onEnd).toHaveBeenCalledOnce()
  })

  test('a grant that is over already ends after the call, not during it', async () => {
    const grant = await grantOf({ ttl: 10 })
    now += 20
    const onEnd = vi.fn()
    watchGrant(grant, { onEnd, clock: () => now })
    expect(onEnd).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(0)
    expect(onEnd).toHaveBeenCalledOnce()
  })
})
