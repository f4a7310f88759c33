import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { memoryRevocationStore, type GrantIdentity, type RevocationEntry } from '../../src/index.ts'
import { describeRevocationStore } from './suite/describe-store.ts'
import { identity } from './suite/identity.ts'

describeRevocationStore('memoryRevocationStore', async (settings) =>
  memoryRevocationStore(settings),
)

afterEach(() => {
  vi.useRealTimers()
})

const levels = ['token', 'session', 'subject', 'key', 'all'] as const
const value = fc.constantFrom('a', 'b', '__proto__')
const command = fc.oneof(
  fc.record({
    do: fc.constant('revoke' as const),
    level: fc.constantFrom(...levels),
    value,
    ago: fc.integer({ min: 1, max: 40_000 }),
    life: fc.integer({ min: -700, max: 700 }),
  }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.nat(400) }),
)
const grant = fc.record(
  {
    id: value,
    rootId: value,
    session: value,
    subject: value,
    keyId: value,
    issuedAgo: fc.nat(40_000),
  },
  { requiredKeys: [] },
)

/** Whether an entry is about a grant, without its cut-off. */
function isAbout({ level, value: text }: RevocationEntry, of: GrantIdentity): boolean {
  if (level === 'all') return true
  if (level === 'token') return of.id === text || of.rootId === text
  if (level === 'session') return of.session === text
  return level === 'subject' ? of.subject === text : of.keyId === text
}

describe('against a naive store that forgets nothing', () => {
  test('everything live is revoked, and nothing that was never revoked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { maxLength: 60 }),
        fc.array(grant, { minLength: 1, maxLength: 20 }),
        async (commands, grants) => {
          let now = 100_000
          const store = memoryRevocationStore({ clock: () => now })
          const entries: RevocationEntry[] = []
          for (const step of commands) {
            if (step.do === 'pass') {
              now += step.seconds
              continue
            }
            const before = (now * 1000 - step.ago) / 1000
            const entry = {
              level: step.level,
              value: step.value,
              before,
              expiresAt: now + step.life,
            }
            await store.revoke(entry)
            entries.push(entry)
          }
          for (const { issuedAgo, ...members } of grants) {
            const issuedAt =
              issuedAgo === undefined ? {} : { issuedAt: (now * 1000 - issuedAgo) / 1000 }
            const asked: GrantIdentity = {
              issuer: 'i',
              expiresAt: now + 1,
              ...members,
              ...issuedAt,
            }
            const matching = entries.filter(
              (entry) =>
                isAbout(entry, asked) && (asked.issuedAt ?? -1) <= (entry.before ?? Infinity),
            )
            const { revoked } = store.check(asked)
            if (matching.some(({ expiresAt }) => now < expiresAt + 600)) expect(revoked).toBe(true)
            if (matching.length === 0) expect(revoked).toBe(false)
          }
        },
      ),
    )
  })
})

describe('memoryRevocationStore', () => {
  test('answers at once with frozen objects', () => {
    const store = memoryRevocationStore()
    const answer = store.check(identity())
    expect(answer).toEqual({ revoked: false, freshness: 'fresh' })
    expect(Object.isFrozen(answer)).toBe(true)
    expect(store.check(identity())).toBe(answer)
  })

  test('a revocation is in force before the promise is there', async () => {
    const store = memoryRevocationStore()
    const expiresAt = Date.now() / 1000 + 10
    const done = store.revoke({ level: 'token', value: 't', expiresAt })
    expect(store.check(identity({ id: 't' })).revoked).toBe(true)
    await done
  })

  test('a full one refuses to revoke, forgets nothing, and has room for "all"', async () => {
    const store = memoryRevocationStore({ maxEntries: 3, clock: () => 2000 })
    const revoke = (text: string, level: RevocationEntry['level'] = 'token') =>
      store.revoke({ level, value: text, before: 1500, expiresAt: 3000 })
    await Promise.all(['a', 'b', 'c'].map((text) => revoke(text)))
    await expect(revoke('d')).rejects.toMatchObject({
      code: 'verifier_unavailable',
      message: expect.stringContaining('maxEntries'),
    })
    await revoke('a')
    for (const id of ['a', 'b', 'c']) expect(store.check(identity({ id })).revoked).toBe(true)
    expect(store.check(identity({ id: 'd' })).revoked).toBe(false)
    await revoke('', 'all')
    expect(store.check(identity({ id: 'd' })).revoked).toBe(true)
  })

  test('a full one has room again once something has expired, leeway and all', async () => {
    let now = 2000
    const store = memoryRevocationStore({ maxEntries: 1, clock: () => now })
    const revoke = (text: string, expiresAt: number) =>
      store.revoke({ level: 'token', value: text, before: 1999, expiresAt })
    await revoke('a', 2010)
    await revoke('a', 2005)
    now = 2609
    await expect(revoke('b', 3000)).rejects.toMatchObject({ code: 'verifier_unavailable' })
    expect(store.check(identity({ id: 'a' })).revoked).toBe(true)
    now = 2610
    await revoke('b', 3000)
    expect(store.check(identity({ id: 'b' })).revoked).toBe(true)
    expect(store.check(identity({ id: 'a' })).revoked).toBe(false)
  })

  test.each([
    ['stands still', (): number => 2000, /stands still/],
    [
      'is put back',
      (() => {
        let reads = 0
        return (): number => ((reads += 1) === 1 ? 2000 : 1000 + reads)
      })(),
      /put back/,
    ],
  ])('a clock that %s is not waited for for ever', async (_what, clock, message) => {
    vi.useFakeTimers()
    const store = memoryRevocationStore({ clock })
    const done = store.revoke({ level: 'all', value: '', expiresAt: 3000 })
    const refused = expect(done).rejects.toThrow(message)
    await vi.advanceTimersByTimeAsync(3000)
    await refused
    expect(store.check(identity({ issuedAt: 2000 })).revoked).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a clock of whole seconds is waited for', async () => {
    vi.useFakeTimers({ now: 2_000_300 })
    const store = memoryRevocationStore({ clock: () => Math.floor(Date.now() / 1000) })
    const done = store.revoke({ level: 'all', value: '', expiresAt: 3000 })
    await vi.advanceTimersByTimeAsync(1000)
    await done
    expect(Date.now()).toBeGreaterThanOrEqual(2_001_000)
  })

  test('has no timer when nobody waits', async () => {
    vi.useFakeTimers()
    const store = memoryRevocationStore({ clock: () => 2000 })
    await store.revoke({ level: 'token', value: 'a', before: 1999, expiresAt: 3000 })
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    ['an unknown option', { max: 5 }, TypeError],
    ['no room', { maxEntries: 0 }, RangeError],
    ['a clock that is a number', { clock: 5 }, TypeError],
    ['a listener that is none', { onEvent: {} }, TypeError],
  ])('refuses %s', (_what, options, error) => {
    expect(() => memoryRevocationStore(options as never)).toThrow(error)
  })
})
