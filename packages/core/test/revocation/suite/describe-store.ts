import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  createMinter,
  createVerifier,
  generateKey,
  type Grant,
  type GrantIdentity,
  type RevocationLevel,
  type RevocationStore,
} from '../../../src/index.ts'
import type { OnEvent } from '../../../src/events.ts'
import { identity } from './identity.ts'

/** What every store can be made with. */
export interface StoreSettings {
  readonly clock?: () => number
  readonly onEvent?: OnEvent
}

/** What every {@link RevocationStore} does, whatever remembers for it. */
export function describeRevocationStore(
  name: string,
  make: (settings: StoreSettings) => Promise<RevocationStore>,
): void {
  const opened: RevocationStore[] = []
  const open = async (settings: StoreSettings = {}): Promise<RevocationStore> => {
    const store = await make(settings)
    opened.push(store)
    return store
  }
  /** A store at the instant 2000: every cut-off of these tests has passed. */
  const openAt2000 = (): Promise<RevocationStore> => open({ clock: () => 2000 })
  const isRevoked = async (store: RevocationStore, members?: Partial<GrantIdentity>) => {
    const answer = await store.check(identity(members))
    expect(answer.freshness).toBe('fresh')
    return answer.revoked
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map(async (store) => store.close?.()))
  })

  describe(`${name}: what a revocation catches`, () => {
    test('nothing is revoked at first', async () => {
      const store = await openAt2000()
      const whole = { id: 'a', rootId: 'b', session: 'c', subject: 'd', keyId: 'e' }
      expect(await isRevoked(store, whole)).toBe(false)
    })

    test.each<[RevocationLevel, Partial<GrantIdentity>]>([
      ['token', { id: 'x' }],
      ['token', { id: 'child', rootId: 'x' }],
      ['session', { session: 'x' }],
      ['subject', { subject: 'x' }],
      ['key', { keyId: 'x' }],
      ['all', {}],
    ])('the level %s catches %j', async (level, members) => {
      const store = await openAt2000()
      await store.revoke({ level, value: 'x', before: 1000, expiresAt: 3000 })
      expect(await isRevoked(store, members)).toBe(true)
      expect(await isRevoked(store, { ...members, issuedAt: 1000.001 })).toBe(false)
    })

    test.each<RevocationLevel>(['token', 'session', 'subject', 'key'])(
      'the level %s catches its own member of its own value only',
      async (level) => {
        const store = await openAt2000()
        await store.revoke({ level, value: 'x', before: 1000, expiresAt: 3000 })
        const members = { token: 'id', session: 'session', subject: 'subject', key: 'keyId' }
        for (const [other, member] of Object.entries(members)) {
          expect(await isRevoked(store, { [member]: 'x' }), member).toBe(other === level)
          expect(await isRevoked(store, { [member]: 'X' }), member).toBe(false)
          expect(await isRevoked(store, { [member]: '' }), member).toBe(false)
        }
      },
    )

    test('a parent takes its children along, a child not its parent', async () => {
      const store = await openAt2000()
      await store.revoke({ level: 'token', value: 'child', before: 1999, expiresAt: 3000 })
      expect(await isRevoked(store, { id: 'parent' })).toBe(false)
      expect(await isRevoked(store, { id: 'sibling', rootId: 'parent' })).toBe(false)
      await store.revoke({ level: 'token', value: 'parent', before: 1999, expiresAt: 3000 })
      expect(await isRevoked(store, { id: 'sibling', rootId: 'parent' })).toBe(true)
    })

    test('a grant that does not say when it was issued is caught by every cut-off', async () => {
      const store = await openAt2000()
      await store.revoke({ level: 'subject', value: 'alice', before: -5, expiresAt: 3000 })
      const { issuedAt: _left, ...grant } = identity({ subject: 'alice' })
      expect(await store.check(grant)).toEqual({ revoked: true, freshness: 'fresh' })
      expect(await isRevoked(store, { subject: 'alice', issuedAt: 0 })).toBe(false)
    })

    test('the greatest cut-off counts, whatever the order', async () => {
      const store = await openAt2000()
      const revoke = (before: number) =>
        store.revoke({ level: 'session', value: 's', before, expiresAt: 3000 })
      await revoke(1000)
      await revoke(1500)
      await revoke(1200)
      expect(await isRevoked(store, { session: 's', issuedAt: 1500 })).toBe(true)
      expect(await isRevoked(store, { session: 's', issuedAt: 1501 })).toBe(false)
    })

    test('no level overrides another', async () => {
      const store = await openAt2000()
      await store.revoke({ level: 'subject', value: 'alice', before: 1500, expiresAt: 3000 })
      await store.revoke({ level: 'all', value: '', before: 1100, expiresAt: 3000 })
      await store.revoke({ level: 'token', value: 't', before: 900, expiresAt: 3000 })
      const grant = { id: 't', subject: 'alice' }
      expect(await isRevoked(store, { ...grant, issuedAt: 1500 })).toBe(true)
      expect(await isRevoked(store, { ...grant, issuedAt: 1501 })).toBe(false)
      expect(await isRevoked(store, { id: 't', issuedAt: 1100 })).toBe(true)
      expect(await isRevoked(store, { id: 't', issuedAt: 1101 })).toBe(false)
    })

    test('milliseconds of the cut-off count', async () => {
      const store = await openAt2000()
      const before = 1700.123
      await store.revoke({ level: 'subject', value: 'a', before, expiresAt: 3000 })
      for (const issuedAt of [1700, 1700.122, 1700.123, 1700.1234, 1700.1239]) {
        expect(await isRevoked(store, { subject: 'a', issuedAt }), String(issuedAt)).toBe(true)
      }
      for (const issuedAt of [1700.124, 1700.125, 1701]) {
        expect(await isRevoked(store, { subject: 'a', issuedAt }), String(issuedAt)).toBe(false)
      }
    })

    test.each([
      '__proto__',
      'constructor',
      'toString',
      'a b\nc',
      '\ud800',
      '☎',
      'x'.repeat(20_000),
    ])('any value may be revoked: %j', async (value) => {
      const store = await openAt2000()
      await store.revoke({ level: 'subject', value, before: 1999, expiresAt: 3000 })
      expect(await isRevoked(store, { subject: value })).toBe(true)
      expect(await isRevoked(store, { subject: `${value}x` })).toBe(false)
    })

    test('the value is not looked at with the level "all"', async () => {
      const store = await openAt2000()
      const entry = { level: 'all', before: 1500, expiresAt: 3000 } as const
      await store.revoke(entry as never)
      expect(await isRevoked(store, { issuedAt: 1500 })).toBe(true)
    })
  })

  describe(`${name}: when it is forgotten`, () => {
    test('not before the largest leeway after its end', async () => {
      let now = 2000
      const store = await open({ clock: () => now })
      await store.revoke({ level: 'token', value: 't', before: 1999, expiresAt: 2010 })
      now = 2609
      for (let index = 0; index < 100; index += 1) {
        const entry = { level: 'session', before: 2608, expiresAt: 9000 } as const
        await store.revoke({ ...entry, value: `s${index}` })
      }
      expect(await isRevoked(store, { id: 't' })).toBe(true)
    })

    test('an end that has passed counts as now: another clock may find the token alive', async () => {
      let now = 2000
      const store = await open({ clock: () => now })
      await store.revoke({ level: 'token', value: 'dead', before: 1999, expiresAt: 1000 })
      expect(await isRevoked(store, { id: 'dead' })).toBe(true)
      now = 2599
      await store.revoke({ level: 'token', value: 'other', before: 2000, expiresAt: 9000 })
      expect(await isRevoked(store, { id: 'dead' })).toBe(true)
    })

    test.each(['all', 'subject', 'token'] as const)(
      'past its end the level %s catches nothing, not even a token without "iat"',
      async (level) => {
        let now = 2000
        const store = await open({ clock: () => now })
        await store.revoke({ level, value: 'v', before: 1999, expiresAt: 3000 })
        const member = level === 'token' ? { id: 'v' } : { subject: 'v' }
        const { issuedAt: _none, ...grant } = identity(member)
        now = 3599
        expect((await store.check(grant)).revoked).toBe(true)
        now = 3600
        expect((await store.check(grant)).revoked).toBe(false)
        now = Number.NaN
        expect((await store.check(grant)).revoked).toBe(true)
      },
    )

    test('the later end counts', async () => {
      let now = 2000
      const store = await open({ clock: () => now })
      const revoke = (value: string, before: number, expiresAt: number) =>
        store.revoke({ level: 'token', value, before, expiresAt })
      await revoke('t', 1999, 5000)
      await revoke('t', 1990, 2010)
      now = 5599
      for (let index = 0; index < 100; index += 1) await revoke(`u${index}`, 5598, 9000)
      expect(await isRevoked(store, { id: 't', issuedAt: 1999 })).toBe(true)
    })
  })

  describe(`${name}: before and after the answer`, () => {
    test('what was minted before the call is caught, what is minted after the answer never', async () => {
      const keys = await generateKey('HS256')
      const minter = createMinter({ issuer: 'i', keys })
      const verifier = createVerifier({ issuer: 'i', keys })
      const store = await open()
      const mint = async (): Promise<Grant> => {
        const { token } = await minter.mint({ subject: 'alice', capabilities: [] })
        return verifier.verify(token)
      }
      const before: Grant[] = []
      for (let round = 0; round < 50; round += 1) {
        before.push(await mint())
        const expiresAt = Date.now() / 1000 + 600
        await store.revoke({ level: 'subject', value: 'alice', expiresAt })
        const after = await mint()
        expect(await store.check(after)).toEqual({ revoked: false, freshness: 'fresh' })
        for (const grant of before) {
          expect(await store.check(grant)).toEqual({ revoked: true, freshness: 'fresh' })
        }
        before.push(after)
      }
    })

    test('the answer waits until the clock is past the cut-off', async () => {
      let now = 2000
      let readings = 0
      const clock = (): number => {
        readings += 1
        return now
      }
      const store = await open({ clock })
      const answered = vi.fn()
      const done = store.revoke({ level: 'all', value: '', expiresAt: 3000 }).then(answered)
      await vi.waitFor(async () => expect(await isRevoked(store, { issuedAt: 2000 })).toBe(true))
      now = 2000.0009
      const enough = readings + 3
      await vi.waitFor(() => expect(readings).toBeGreaterThan(enough))
      expect(answered).not.toHaveBeenCalled()
      now = 2000.001
      await done
      expect(await isRevoked(store, { issuedAt: 2000.001 })).toBe(false)
    })

    test('a cut-off a little ahead is waited for', async () => {
      let now = 2000
      const store = await open({ clock: () => (now += 0.25) })
      await store.revoke({ level: 'all', value: '', before: 2003, expiresAt: 3000 })
      expect(now).toBeGreaterThan(2003)
      expect(await isRevoked(store, { issuedAt: 2003 })).toBe(true)
    })
  })

  describe(`${name}: what it refuses`, () => {
    const good = { level: 'token', value: 'secret-value', expiresAt: 3000 }

    test.each([
      ['no entry', undefined, TypeError],
      ['an unknown level', { ...good, level: 'user' }, TypeError],
      ['a level of the prototype', { ...good, level: 'constructor' }, TypeError],
      ['no value', { ...good, value: undefined }, TypeError],
      ['an empty value', { ...good, value: '' }, TypeError],
      ['a value that is no string', { ...good, value: 5 }, TypeError],
      ['no end', { ...good, expiresAt: undefined }, TypeError],
      ['an end that is no number', { ...good, expiresAt: '3000' }, TypeError],
      ['an endless end', { ...good, expiresAt: Infinity }, TypeError],
      ['an end in milliseconds', { ...good, expiresAt: 1_700_000_000_000 }, RangeError],
      ['a cut-off that is none', { ...good, before: Number.NaN }, TypeError],
      ['a cut-off in milliseconds', { ...good, before: 1_999_000 }, RangeError],
      ['a cut-off far ahead', { ...good, before: 2061 }, RangeError],
      ['a misspelt member', { ...good, befor: 1000 }, TypeError],
    ])('%s, with the fix and without the value', async (_what, entry, error) => {
      const store = await openAt2000()
      const refused = store.revoke(entry as never)
      await expect(refused).rejects.toBeInstanceOf(error)
      await expect(refused).rejects.toThrow(/^revoke: /)
      await expect(refused).rejects.not.toThrow(/secret-value/)
      expect(await isRevoked(store, { id: 'secret-value' })).toBe(false)
    })

    test('a clock that tells no time', async () => {
      let now = 2000
      const store = await open({ clock: () => now })
      now = Number.NaN
      await expect(store.revoke(good as never)).rejects.toThrow(TypeError)
    })
  })

  describe(`${name}: who hears of it`, () => {
    test('subscribers are called after each revocation, until they leave', async () => {
      const store = await openAt2000()
      const [one, other] = [vi.fn(), vi.fn()]
      const leave = store.subscribe?.(one)
      store.subscribe?.(one)
      store.subscribe?.(other)
      const revoke = () => store.revoke({ level: 'all', value: '', before: 1, expiresAt: 3000 })
      await revoke()
      expect([one.mock.calls.length, other.mock.calls.length]).toEqual([2, 1])
      leave?.()
      leave?.()
      await revoke()
      expect([one.mock.calls.length, other.mock.calls.length]).toEqual([3, 2])
    })

    test('a subscriber finds the revocation in force', async () => {
      const store = await openAt2000()
      const seen: unknown[] = []
      store.subscribe?.(() => seen.push(store.check(identity({ id: 't' }))))
      await store.revoke({ level: 'token', value: 't', before: 1999, expiresAt: 3000 })
      expect(await Promise.all(seen)).toEqual([{ revoked: true, freshness: 'fresh' }])
    })

    test('a subscriber or listener that throws changes nothing', async () => {
      const fail = (): never => {
        throw new Error('broken')
      }
      const store = await open({ clock: () => 2000, onEvent: fail })
      const last = vi.fn()
      store.subscribe?.(fail)
      store.subscribe?.(async () => fail())
      store.subscribe?.(last)
      await store.revoke({ level: 'token', value: 't', before: 1999, expiresAt: 3000 })
      expect(last).toHaveBeenCalledOnce()
      expect(await isRevoked(store, { id: 't' })).toBe(true)
    })

    test('the event names the level and not the value', async () => {
      const onEvent = vi.fn()
      const store = await open({ clock: () => 2000, onEvent })
      await store.revoke({ level: 'session', value: 's', before: 1999, expiresAt: 3000 })
      expect(onEvent.mock.calls).toEqual([
        [{ type: 'revoked', level: 'session', durationMs: expect.any(Number) }],
      ])
    })
  })

  describe(`${name}: closed`, () => {
    test('it refuses to revoke and knows nothing', async () => {
      const store = await openAt2000()
      await store.close?.()
      await store.close?.()
      await expect(
        store.revoke({ level: 'all', value: '', before: 1, expiresAt: 3000 }),
      ).rejects.toMatchObject({ code: 'verifier_unavailable' })
      expect(await store.check(identity())).toMatchObject({ freshness: 'unknown' })
    })
  })
}
