import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { memoryReplayStore } from '../../src/index.ts'

const key = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'k'.repeat(5000))
const command = fc.record({ key, ttl: fc.integer({ min: 1, max: 30 }), seconds: fc.nat(20) })

describe('memoryReplayStore', () => {
  test('is true once per key, until its ttl has passed', () => {
    let now = 1000.4
    const store = memoryReplayStore({ clock: () => now })
    expect(store.use('a', 10)).toBe(true)
    expect(store.use('a', 10)).toBe(false)
    expect(store.use('b', 10)).toBe(true)
    now = 1010.3999
    expect(store.use('a', 10)).toBe(false)
    now = 1010.4
    expect(store.use('a', 10)).toBe(true)
    expect(store.use('a', 10)).toBe(false)
  })

  test('does what a plain map would do', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        let now = 1000
        const store = memoryReplayStore({ clock: () => now })
        const ends = new Map<string, number>()
        for (const step of commands) {
          now += step.seconds
          const isFree = (ends.get(step.key) ?? 0) <= now
          if (isFree) ends.set(step.key, now + step.ttl)
          expect(store.use(step.key, step.ttl)).toBe(isFree)
        }
      }),
    )
  })

  test('a full one refuses new keys, and evicts none', () => {
    let now = 1000
    const store = memoryReplayStore({ maxEntries: 1000, clock: () => now })
    for (let index = 0; index < 1000; index += 1) expect(store.use(`k${index}`, 60)).toBe(true)
    for (let index = 0; index < 1000; index += 1) {
      expect(() => store.use(`new${index}`, 60)).toThrow(
        expect.objectContaining({ code: 'verifier_unavailable', status: 503 }),
      )
    }
    for (let index = 0; index < 1000; index += 1) expect(store.use(`k${index}`, 60)).toBe(false)
    now = 1060
    for (let index = 0; index < 1000; index += 1) expect(store.use(`new${index}`, 60)).toBe(true)
    expect(() => store.use('one more', 60)).toThrow()
  })

  test('has no timer', () => {
    vi.useFakeTimers()
    memoryReplayStore().use('a', 60)
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test('tells of a key that is used again, without the key', () => {
    const onEvent = vi.fn()
    const store = memoryReplayStore({ onEvent })
    store.use('a', 60)
    expect(onEvent).not.toHaveBeenCalled()
    store.use('a', 60)
    expect(onEvent.mock.calls).toEqual([[{ type: 'replayed', durationMs: expect.any(Number) }]])
  })

  test.each([
    ['no key', undefined, 5, TypeError],
    ['an empty key', '', 5, TypeError],
    ['a key that is no string', 5, 5, TypeError],
    ['no ttl', 'a', undefined, RangeError],
    ['a ttl of nothing', 'a', 0, RangeError],
    ['a negative ttl', 'a', -1, RangeError],
    ['an endless ttl', 'a', Infinity, RangeError],
    ['a ttl that is no number', 'a', '5', RangeError],
    ['a ttl that is NaN', 'a', Number.NaN, RangeError],
  ])('use refuses %s', (_what, used, ttl, error) => {
    const store = memoryReplayStore()
    expect(() => store.use(used as never, ttl as never)).toThrow(error)
    expect(store.use('a', 60)).toBe(true)
  })

  test('a clock that tells no time uses nothing up', () => {
    let now = Number.NaN
    const store = memoryReplayStore({ clock: () => now })
    expect(() => store.use('a', 60)).toThrow(TypeError)
    now = 1000
    expect(store.use('a', 60)).toBe(true)
  })

  test.each([
    ['an unknown option', { max: 5 }, TypeError],
    ['room for a fraction', { maxEntries: 1.5 }, RangeError],
    ['a clock that is a number', { clock: 5 }, TypeError],
    ['a listener that is none', { onEvent: 'log' }, TypeError],
  ])('refuses %s', (_what, options, error) => {
    expect(() => memoryReplayStore(options as never)).toThrow(error)
  })
})
