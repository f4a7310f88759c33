import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createMinter,
  createVerifier,
  generateKey,
  memoryRevocationStore,
  watchGrant,
  type Grant,
  type GrantIdentity,
  type RevocationAnswer,
  type RevocationStore,
} from '../../src/index.ts'

const keys = await generateKey('HS256')
let now = 1000
const clock = (): number => now

beforeEach(() => {
  now = 1000
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function grantOf(ttl = 600): Promise<Grant> {
  const minter = createMinter({ issuer: 'i', keys, clock })
  const { token } = await minter.mint({ subject: 'alice', session: 's1', capabilities: [], ttl })
  return createVerifier({ issuer: 'i', keys, clock }).verify(token)
}

async function pass(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 1) {
    now += 1
    await vi.advanceTimersByTimeAsync(1000)
  }
}

/** Lets what is under way come to its end, without time passing. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

/** A real store, and a view of it that takes time to answer. */
function makeStores() {
  const store = memoryRevocationStore({ clock })
  const checks: GrantIdentity[] = []
  const slow: RevocationStore = {
    revoke: (entry) => store.revoke(entry),
    async check(grant) {
      checks.push(grant)
      await Promise.resolve()
      return store.check(grant)
    },
  }
  const revoke = (level: 'token' | 'session', value: string): Promise<void> =>
    store.revoke({ level, value, before: now - 0.001, expiresAt: now + 600 })
  return { store, slow, checks, revoke }
}

/** A store that says what it is told to say, and calls nobody back. */
function makeScripted(first: RevocationAnswer | Error) {
  let answer = first
  let checks = 0
  const store: RevocationStore = {
    async revoke() {},
    check() {
      checks += 1
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  return { store, say: (next: RevocationAnswer | Error) => (answer = next), count: () => checks }
}

const good: RevocationAnswer = { revoked: false, freshness: 'fresh' }
const revoked: RevocationAnswer = { revoked: true, freshness: 'fresh' }
const unknown: RevocationAnswer = { revoked: false, freshness: 'unknown' }

describe('watching a grant with a store that calls back', () => {
  test.each([
    ['token', (grant: Grant) => grant.id ?? ''],
    ['session', () => 's1'],
  ] as const)('ends once, at once, when its %s is revoked', async (level, valueOf) => {
    const { store, revoke } = makeStores()
    const grant = await grantOf()
    now += 1
    const onEnd = vi.fn()
    watchGrant(grant, { revocation: store, onEnd, clock })
    await settle()
    await revoke('session', 'of somebody else')
    await settle()
    expect(onEnd).not.toHaveBeenCalled()
    await revoke(level, valueOf(grant))
    await settle()
    expect(onEnd.mock.calls).toEqual([['revoked']])
    await revoke(level, valueOf(grant))
    await pass(700)
    expect(onEnd).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a grant that is revoked already ends after the call, not during it', async () => {
    const { store, revoke } = makeStores()
    const grant = await grantOf()
    now += 1
    await revoke('session', 's1')
    const onEnd = vi.fn()
    watchGrant(grant, { revocation: store, onEnd, clock })
    expect(onEnd).not.toHaveBeenCalled()
    await settle()
    expect(onEnd.mock.calls).toEqual([['revoked']])
  })

  test('leaves the store when it stops and when it ends', async () => {
    const left = vi.fn()
    const { store } = makeStores()
    const subscribe = (): (() => void) => left
    const revocation = { ...store, subscribe }
    watchGrant(await grantOf(), { revocation, onEnd: vi.fn(), clock }).stop()
    expect(left).toHaveBeenCalledOnce()
    watchGrant(await grantOf(10), { revocation, onEnd: vi.fn(), clock })
    await pass(10)
    expect(left).toHaveBeenCalledTimes(2)
  })

  test('after stop a revocation says nothing', async () => {
    const { slow, store, revoke } = makeStores()
    const onEnd = vi.fn()
    const grant = await grantOf()
    now += 1
    for (const revocation of [store, slow]) watchGrant(grant, { revocation, onEnd, clock }).stop()
    await revoke('session', 's1')
    await pass(5)
    expect(onEnd).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('does not poll', async () => {
    const { store } = makeStores()
    const check = vi.fn((asked: GrantIdentity) => store.check(asked))
    watchGrant(await grantOf(), { revocation: { ...store, check }, onEnd: vi.fn(), clock })
    await pass(30)
    expect(check).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(1)
  })

  test('asks again after a second when the store did not know', async () => {
    const { store } = makeStores()
    const check = vi.fn((): RevocationAnswer => unknown)
    watchGrant(await grantOf(), { revocation: { ...store, check }, onEnd: vi.fn(), clock })
    await pass(3)
    expect(check).toHaveBeenCalledTimes(4)
    check.mockReturnValue(good)
    await pass(5)
    expect(check).toHaveBeenCalledTimes(5)
  })
})

describe('a store that calls back and fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('down')
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
  ])('is asked again after a second when it %s', async (_what, fail) => {
    const { store } = makeStores()
    const check = vi.fn<RevocationStore['check']>(fail)
    const onEnd = vi.fn()
    watchGrant(await grantOf(), { revocation: { ...store, check }, onEnd, clock })
    await pass(3)
    expect(check).toHaveBeenCalledTimes(4)
    check.mockReturnValue(good)
    await pass(5)
    expect(check).toHaveBeenCalledTimes(5)
    expect(onEnd).not.toHaveBeenCalled()
  })

  test('is not asked any more after stop, even when it still calls', async () => {
    let call: (() => void) | undefined
    const check = vi.fn((): RevocationAnswer => good)
    const revocation: RevocationStore = {
      async revoke() {},
      check,
      subscribe(subscriber) {
        call = subscriber
        return () => {}
      },
    }
    const watch = watchGrant(await grantOf(), { revocation, onEnd: vi.fn(), clock })
    await settle()
    watch.stop()
    call?.()
    await pass(2)
    expect(check).toHaveBeenCalledOnce()
  })
})

describe('watching a grant with a store that is asked', () => {
  test('ends within a second of the revocation', async () => {
    const { slow, revoke } = makeStores()
    const onEnd = vi.fn()
    const grant = await grantOf()
    watchGrant(grant, { revocation: slow, onEnd, clock })
    await pass(5)
    await revoke('session', 's1')
    await pass(1)
    expect(onEnd.mock.calls).toEqual([['revoked']])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('has one question under way', async () => {
    let answer: ((answer: RevocationAnswer) => void) | undefined
    const check = vi.fn(
      () =>
        new Promise<RevocationAnswer>((resolve) => {
          answer = resolve
        }),
    )
    const revocation: RevocationStore = { async revoke() {}, check }
    watchGrant(await grantOf(), { revocation, onEnd: vi.fn(), clock })
    await pass(4)
    expect(check).toHaveBeenCalledOnce()
    answer?.(good)
    await settle()
    await pass(1)
    expect(check).toHaveBeenCalledTimes(2)
  })

  test('a question without an answer is asked again, and ends the watch when it is answered', async () => {
    const answers = [new Promise<RevocationAnswer>(() => {}), Promise.resolve(revoked)]
    const check = vi.fn(() => answers.shift() ?? Promise.resolve(good))
    const onEnd = vi.fn()
    watchGrant(await grantOf(), { revocation: { async revoke() {}, check }, onEnd, clock })
    await pass(4)
    expect(check).toHaveBeenCalledOnce()
    await pass(2)
    expect(onEnd).toHaveBeenCalledExactlyOnceWith('revoked')
  })

  test('a store that never knows is not asked about ever more grants', async () => {
    const check = vi.fn((): RevocationAnswer => ({ revoked: false, freshness: 'unknown' }))
    const watch = watchGrant(await grantOf(), {
      revocation: { async revoke() {}, check },
      onEnd: vi.fn(),
      clock,
    })
    await settle()
    for (let count = 0; count < 50; count += 1) watch.renew(await grantOf())
    await settle()
    check.mockClear()
    await pass(1)
    expect(check.mock.calls.length).toBeGreaterThan(1)
    expect(check.mock.calls.length).toBeLessThanOrEqual(8)
  })

  test('a call while it asks makes it ask once more', async () => {
    let call: (() => void) | undefined
    const { slow, checks, revoke } = makeStores()
    const subscribe = (subscriber: () => void): (() => void) => {
      call = subscriber
      return () => {}
    }
    const onEnd = vi.fn()
    const grant = await grantOf()
    now += 1
    watchGrant(grant, { revocation: { ...slow, subscribe }, onEnd, clock })
    call?.()
    call?.()
    await settle()
    expect(checks).toHaveLength(2)
    await revoke('session', 's1')
    call?.()
    await settle()
    expect(onEnd).toHaveBeenCalledOnce()
  })

  test.each([
    ['does not know', unknown],
    ['throws', new Error('down')],
    ['answers nothing', undefined as never],
  ])('goes on while the store %s, but not past the end of the token', async (_what, answer) => {
    const { store, say, count } = makeScripted(answer)
    const onEnd = vi.fn()
    watchGrant(await grantOf(20), { revocation: store, onEnd, clock })
    await pass(10)
    expect(onEnd).not.toHaveBeenCalled()
    expect(count()).toBe(11)
    say(good)
    await pass(10)
    expect(onEnd.mock.calls).toEqual([['expired']])
  })

  test('goes on while the store rejects, and ends when it knows again', async () => {
    const { slow, revoke } = makeStores()
    let isDown = true
    const check = async (grant: GrantIdentity): Promise<RevocationAnswer> => {
      if (isDown) throw new Error('down')
      return slow.check(grant)
    }
    const onEnd = vi.fn()
    const grant = await grantOf()
    watchGrant(grant, { revocation: { ...slow, check }, onEnd, clock })
    await pass(1)
    await revoke('session', 's1')
    await pass(5)
    expect(onEnd).not.toHaveBeenCalled()
    isDown = false
    await pass(1)
    expect(onEnd.mock.calls).toEqual([['revoked']])
  })

  test('a revocation counts, however old the news are', async () => {
    const { store, say } = makeScripted({ revoked: false, freshness: 'stale' })
    const onEnd = vi.fn()
    watchGrant(await grantOf(), { revocation: store, onEnd, clock })
    await pass(2)
    expect(onEnd).not.toHaveBeenCalled()
    say({ revoked: true, freshness: 'unknown' })
    await pass(1)
    expect(onEnd.mock.calls).toEqual([['revoked']])
  })
})

describe('renewing with a store', () => {
  const revokedToken = expect.objectContaining({ code: 'revoked_token' })

  test('the fresh grant is watched', async () => {
    for (const kind of ['store', 'slow'] as const) {
      const stores = makeStores()
      const onEnd = vi.fn()
      const watch = watchGrant(await grantOf(), { revocation: stores[kind], onEnd, clock })
      await pass(1)
      const fresh = await grantOf()
      watch.renew(fresh)
      await pass(1)
      await stores.revoke('token', fresh.id ?? '')
      await pass(1)
      expect(onEnd.mock.calls, kind).toEqual([['revoked']])
    }
  })

  test('the revocation of a token that was replaced changes nothing', async () => {
    for (const kind of ['store', 'slow'] as const) {
      const stores = makeStores()
      const onEnd = vi.fn()
      const old = await grantOf()
      const watch = watchGrant(old, { revocation: stores[kind], onEnd, clock })
      await pass(1)
      watch.renew(await grantOf())
      await pass(1)
      await stores.revoke('token', old.id ?? '')
      await pass(3)
      expect(onEnd, kind).not.toHaveBeenCalled()
      watch.stop()
    }
  })

  test('a revoked grant cannot be renewed, not even by a good one', async () => {
    const { store, revoke } = makeStores()
    // Not told of the revocation yet.
    const revocation = { ...store, subscribe: () => () => {} }
    const onEnd = vi.fn()
    const old = await grantOf()
    const watch = watchGrant(old, { revocation, onEnd, clock })
    await pass(1)
    await revoke('token', old.id ?? '')
    const fresh = await grantOf()
    expect(() => watch.renew(fresh)).toThrow(revokedToken)
    expect(onEnd).not.toHaveBeenCalled()
    await settle()
    expect(onEnd.mock.calls).toEqual([['revoked']])
    expect(() => watch.renew(fresh)).toThrow(revokedToken)
  })

  test('the same with a store whose answers take time: it ends after the call', async () => {
    const { slow, checks, revoke } = makeStores()
    const onEnd = vi.fn()
    const old = await grantOf()
    const watch = watchGrant(old, { revocation: slow, onEnd, clock })
    await pass(1)
    await revoke('token', old.id ?? '')
    checks.length = 0
    watch.renew(await grantOf())
    await settle()
    expect(onEnd.mock.calls).toEqual([['revoked']])
    expect(checks).toHaveLength(2)
  })

  test('a store that was down when the grant was replaced is asked about both', async () => {
    const { slow, revoke } = makeStores()
    let isDown = true
    const check = async (grant: GrantIdentity): Promise<RevocationAnswer> =>
      isDown ? unknown : slow.check(grant)
    const onEnd = vi.fn()
    const old = await grantOf()
    const watch = watchGrant(old, { revocation: { ...slow, check }, onEnd, clock })
    await pass(1)
    await revoke('token', old.id ?? '')
    watch.renew(await grantOf())
    await pass(2)
    expect(onEnd).not.toHaveBeenCalled()
    isDown = false
    await pass(1)
    expect(onEnd.mock.calls).toEqual([['revoked']])
  })

  test('a revoked fresh grant is refused, and the old one goes on', async () => {
    const { store, revoke } = makeStores()
    const onEnd = vi.fn()
    const watch = watchGrant(await grantOf(60), { revocation: store, onEnd, clock })
    const fresh = await grantOf()
    now += 1
    await revoke('token', fresh.id ?? '')
    expect(() => watch.renew(fresh)).toThrow(revokedToken)
    await pass(50)
    expect(onEnd).not.toHaveBeenCalled()
    await pass(10)
    expect(onEnd.mock.calls).toEqual([['expired']])
  })

  test('another holder is told apart before the store is asked', async () => {
    const { store } = makeStores()
    const check = vi.fn((asked: GrantIdentity) => store.check(asked))
    const onEnd = vi.fn()
    const watch = watchGrant(await grantOf(), { revocation: { ...store, check }, onEnd, clock })
    await settle()
    const strange = { ...(await grantOf()), subject: 'bob' }
    expect(() => watch.renew(strange)).toThrow(expect.objectContaining({ code: 'not_same_holder' }))
    expect(check).toHaveBeenCalledOnce()
  })

  test.each([
    ['null', null],
    ['a store without check', { revoke() {} }],
    ['a function', () => {}],
  ])('refuses %s for a store', async (_what, revocation) => {
    const grant = await grantOf()
    const options = { onEnd: () => {}, revocation }
    expect(() => watchGrant(grant, options as never)).toThrow(TypeError)
  })
})
