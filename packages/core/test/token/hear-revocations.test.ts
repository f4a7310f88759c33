import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createMinter,
  createVerifier,
  generateKey,
  memoryRevocationStore,
  watchGrant,
  type Grant,
  type GrantIdentity,
  type GrantWatch,
  type LocalRevocationStore,
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
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

async function grantOf(ttl = 600): Promise<Grant> {
  const minter = createMinter({ issuer: 'i', keys, clock })
  const { token } = await minter.mint({ subject: 'alice', session: 's1', capabilities: [], ttl })
  return createVerifier({ issuer: 'i', keys, clock }).verify(token)
}

const grantsOf = (count: number): Promise<Grant[]> =>
  Promise.all(Array.from({ length: count }, () => grantOf()))

async function pass(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 1) {
    now += 1
    await vi.advanceTimersByTimeAsync(1000)
  }
}

/** Lets what is under way come to its end, without time passing. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

const revokeToken = (store: RevocationStore, value: string | undefined): Promise<void> =>
  store.revoke({ level: 'token', value: value ?? '', before: now, expiresAt: now + 600 })

/** A real store that counts the questions and who is subscribed. */
function makeStore() {
  const store = memoryRevocationStore({ clock: () => (now += 0.001) })
  const check = vi.fn<LocalRevocationStore['check']>((grant) => store.check(grant))
  const left = vi.fn()
  const subscribe = vi.fn((call: () => void) => {
    const leave = store.subscribe(call)
    return () => {
      left()
      leave()
    }
  })
  return { revocation: { ...store, check, subscribe }, check, subscribe, left }
}

/** A store by hand: revoked are those named, and it calls when told to. */
function makeByHand(onCheck: (grant: GrantIdentity) => void = () => {}) {
  const calls = new Set<() => void>()
  const revoked = new Set<string | undefined>()
  const check = vi.fn((grant: GrantIdentity): RevocationAnswer => {
    onCheck(grant)
    return { revoked: revoked.has(grant.id), freshness: 'fresh' }
  })
  const subscribe = (call: () => void): (() => void) => {
    calls.add(call)
    return () => void calls.delete(call)
  }
  const revocation = { async revoke() {}, check, subscribe }
  const tell = (): void => {
    for (const call of calls) call()
  }
  return { revocation, check, revoked, calls, tell }
}

const asksAbout = (check: { mock: { calls: [GrantIdentity][] } }, { id }: Grant): number =>
  check.mock.calls.filter(([asked]) => asked.id === id).length

describe('many watches of one store', () => {
  test('ask once after many revocations in one turn, and again after the next turn', async () => {
    const { revocation, check } = makeStore()
    const grants = await grantsOf(20)
    for (const grant of grants) watchGrant(grant, { revocation, onEnd: vi.fn(), clock })
    await settle()
    for (const turn of [1, 2]) {
      check.mockClear()
      const names = Array.from({ length: 100 }, (_, index) => `nobody ${turn}/${index}`)
      const done = names.map((name) => revokeToken(revocation, name))
      await settle()
      expect(check).toHaveBeenCalledTimes(20)
      for (const grant of grants) expect(asksAbout(check, grant)).toBe(1)
      await Promise.all(done)
    }
  })

  test('end one by one, each at the revocation of its own token', async () => {
    const { revocation, check } = makeStore()
    const watched = (await grantsOf(20)).map((grant) => ({ grant, onEnd: vi.fn() }))
    for (const { grant, onEnd } of watched) watchGrant(grant, { revocation, onEnd, clock })
    await settle()
    check.mockClear()
    now += 1
    const [over, kept] = [watched.slice(0, 10), watched.slice(10)]
    const done = over.map(({ grant }) => revokeToken(revocation, grant.id))
    await settle()
    await Promise.all(done)
    for (const { onEnd } of over) expect(onEnd.mock.calls).toEqual([['revoked']])
    for (const { onEnd } of kept) expect(onEnd).not.toHaveBeenCalled()
    expect(check).toHaveBeenCalledTimes(20)
    check.mockClear()
    await revokeToken(revocation, 'nobody')
    await settle()
    expect(check).toHaveBeenCalledTimes(10)
  })

  test('share one subscription, that ends with the last of them', async () => {
    const { revocation, subscribe, left } = makeStore()
    const watches = (await grantsOf(5)).map((grant) =>
      watchGrant(grant, { revocation, onEnd: vi.fn(), clock }),
    )
    expect(subscribe).toHaveBeenCalledOnce()
    for (const watch of watches.slice(1)) watch.stop()
    watches[1]?.stop()
    expect(left).not.toHaveBeenCalled()
    watches[0]?.stop()
    watches[0]?.stop()
    expect(left).toHaveBeenCalledOnce()
    const onEnd = vi.fn()
    const grant = await grantOf()
    watchGrant(grant, { revocation, onEnd, clock })
    watches[0]?.stop()
    expect([subscribe.mock.calls.length, left.mock.calls.length]).toEqual([2, 1])
    await revokeToken(revocation, grant.id)
    await settle()
    expect(onEnd.mock.calls).toEqual([['revoked']])
    expect(left).toHaveBeenCalledTimes(2)
  })

  test('of one grant, all end', async () => {
    const { revocation } = makeStore()
    const grant = await grantOf()
    const ends = [vi.fn(), vi.fn()]
    for (const onEnd of ends) watchGrant(grant, { revocation, onEnd, clock })
    await revokeToken(revocation, grant.id)
    await settle()
    for (const onEnd of ends) expect(onEnd.mock.calls).toEqual([['revoked']])
  })
})

describe('what happens while watches are asked', () => {
  test('a watch that begins is asked about once', async () => {
    const [first, second, late] = await grantsOf(3)
    if (!first || !second || !late) throw new Error('three grants are needed')
    const onEnd = vi.fn()
    let begins = false
    const { revocation, check, revoked, tell } = makeByHand((grant) => {
      if (!begins || grant.id !== first.id) return
      begins = false
      watchGrant(late, { revocation, onEnd, clock })
    })
    for (const grant of [first, second]) watchGrant(grant, { revocation, onEnd, clock })
    await settle()
    check.mockClear()
    begins = true
    tell()
    await settle()
    for (const grant of [first, second, late]) expect(asksAbout(check, grant)).toBe(1)
    revoked.add(late.id)
    tell()
    await settle()
    expect(onEnd.mock.calls).toEqual([['revoked']])
  })

  test('a watch that stops is not asked about any more', async () => {
    const [first, second] = await grantsOf(2)
    if (!first || !second) throw new Error('two grants are needed')
    let stopped: GrantWatch | undefined
    const { revocation, check, tell } = makeByHand(() => stopped?.stop())
    watchGrant(first, { revocation, onEnd: vi.fn(), clock })
    const other = watchGrant(second, { revocation, onEnd: vi.fn(), clock })
    await settle()
    check.mockClear()
    stopped = other
    tell()
    await settle()
    expect(check.mock.calls.map(([{ id }]) => id)).toEqual([first.id])
  })

  test('a revocation ends also the one that was asked about before', async () => {
    const [first, second] = await grantsOf(2)
    if (!first || !second) throw new Error('two grants are needed')
    let isAsked = false
    const hand = makeByHand((grant) => {
      if (!isAsked || grant.id !== second.id) return
      isAsked = false
      hand.revoked.add(first.id)
      hand.tell()
    })
    const onEnd = vi.fn()
    watchGrant(first, { revocation: hand.revocation, onEnd, clock })
    watchGrant(second, { revocation: hand.revocation, onEnd: vi.fn(), clock })
    await settle()
    isAsked = true
    hand.tell()
    await settle()
    expect(onEnd.mock.calls).toEqual([['revoked']])
  })

  test('an `onEnd` that throws keeps nobody else from hearing', async () => {
    const thrown: unknown[] = []
    const { queueMicrotask: real } = globalThis
    vi.stubGlobal('queueMicrotask', (task: () => void) =>
      real(() => {
        try {
          task()
        } catch (error) {
          thrown.push(error)
        }
      }),
    )
    const { revocation } = makeStore()
    const broken = new Error('broken')
    const last = vi.fn()
    const [first, second] = await grantsOf(2)
    if (!first || !second) throw new Error('two grants are needed')
    const onEnd = (): never => {
      throw broken
    }
    watchGrant(first, { revocation, onEnd, clock })
    watchGrant(second, { revocation, onEnd: last, clock })
    const done = revocation.revoke({ level: 'all', value: '', expiresAt: now + 600 })
    await settle()
    await done
    expect(last.mock.calls).toEqual([['revoked']])
    expect(thrown).toEqual([broken])
  })

  test('a question that fails keeps no other watch from ending', async () => {
    const [first, second] = await grantsOf(2)
    if (!first || !second) throw new Error('two grants are needed')
    const { revocation, revoked, tell } = makeByHand(({ id }) => {
      if (id === first.id) throw new Error('down')
    })
    const [goesOn, ends] = [vi.fn(), vi.fn()]
    watchGrant(first, { revocation, onEnd: goesOn, clock })
    watchGrant(second, { revocation, onEnd: ends, clock })
    await settle()
    revoked.add(second.id)
    tell()
    await settle()
    expect(ends.mock.calls).toEqual([['revoked']])
    expect(goesOn).not.toHaveBeenCalled()
  })

  test('a grant that replaces another is asked about with it until the store knows', async () => {
    let isDown = false
    const { revocation, check } = makeByHand(() => {
      if (isDown) throw new Error('down')
    })
    const [old, fresh] = await grantsOf(2)
    if (!old || !fresh) throw new Error('two grants are needed')
    const watch = watchGrant(old, { revocation, onEnd: vi.fn(), clock })
    isDown = true
    watch.renew(fresh)
    isDown = false
    check.mockClear()
    await pass(1)
    expect(check.mock.calls.map(([{ id }]) => id)).toEqual([old.id, fresh.id])
    await pass(3)
    expect(check).toHaveBeenCalledTimes(2)
    expect(vi.getTimerCount()).toBe(1)
  })
})

describe('two stores', () => {
  test('each asks its own watches only', async () => {
    const [one, other] = [makeStore(), makeStore()]
    const [first, second] = await grantsOf(2)
    if (!first || !second) throw new Error('two grants are needed')
    const [firstEnd, secondEnd] = [vi.fn(), vi.fn()]
    const watch = watchGrant(first, { revocation: one.revocation, onEnd: firstEnd, clock })
    watchGrant(second, { revocation: other.revocation, onEnd: secondEnd, clock })
    await settle()
    for (const { check } of [one, other]) check.mockClear()
    await revokeToken(one.revocation, second.id)
    await settle()
    expect([one.check.mock.calls.length, other.check.mock.calls.length]).toEqual([1, 0])
    watch.stop()
    expect([one.left.mock.calls.length, other.left.mock.calls.length]).toEqual([1, 0])
    await revokeToken(other.revocation, second.id)
    await settle()
    expect(firstEnd).not.toHaveBeenCalled()
    expect(secondEnd.mock.calls).toEqual([['revoked']])
  })
})

describe('a store that subscribes badly', () => {
  test('is asked every second when `subscribe` does not say how to stop', async () => {
    const { revocation, check } = makeByHand()
    const subscribe = (): never => undefined as never
    watchGrant(await grantOf(), { revocation: { ...revocation, subscribe }, onEnd: vi.fn(), clock })
    await pass(3)
    expect(check).toHaveBeenCalledTimes(4)
  })

  test('is subscribed to anew after `subscribe` threw', async () => {
    const { revocation, revoked, calls, tell } = makeByHand()
    const subscribe = vi.fn((call: () => void) => revocation.subscribe(call))
    subscribe.mockImplementationOnce(() => {
      throw new Error('down')
    })
    const store = { ...revocation, subscribe }
    const grant = await grantOf()
    const onEnd = vi.fn()
    expect(() => watchGrant(grant, { revocation: store, onEnd: vi.fn(), clock })).toThrow('down')
    watchGrant(grant, { revocation: store, onEnd, clock })
    expect(calls.size).toBe(1)
    revoked.add(grant.id)
    tell()
    await settle()
    expect(onEnd.mock.calls).toEqual([['revoked']])
  })

  test.each(['revoked', 'expired'] as const)(
    'does not keep a grant that is %s from ending by failing to stop',
    async (why) => {
      const { revocation, revoked, tell } = makeByHand()
      const store: RevocationStore = {
        ...revocation,
        subscribe(call) {
          revocation.subscribe(call)
          return () => {
            throw new Error('broken')
          }
        },
      }
      const grant = await grantOf(10)
      const onEnd = vi.fn()
      watchGrant(grant, { revocation: store, onEnd, clock })
      await settle()
      if (why === 'revoked') revoked.add(grant.id)
      tell()
      await pass(10)
      expect(onEnd.mock.calls).toEqual([[why]])
    },
  )
})
