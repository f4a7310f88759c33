import { TokenManager } from '@grantline/core/client'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { hold, letGo, linger } from '../src/hold.ts'
import { createRegistry } from '../src/registry.ts'

const make = (): TokenManager =>
  new TokenManager({ fetchToken: async () => ({ token: 'opaque', expiresIn: 600 }) })

describe('what is held for a component that suspends', () => {
  const minute = 60_000
  const timeout = 10_000

  function stopClock(): void {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
  }

  function stage() {
    const registry = createRegistry<unknown>()
    const home = (key: string, of = make) => ({ key, lease: () => registry.lease(key, of) })
    return { registry, home }
  }

  test('ends by itself when nobody comes back for it', () => {
    stopClock()
    const { registry, home } = stage()
    const manager = hold(home('a'))
    expect(hold(home('a'))).toBe(manager)
    vi.advanceTimersByTime(timeout + minute - 1)
    expect(registry.peek('a')).toBe(manager)
    vi.advanceTimersByTime(2)
    expect(registry.peek('a')).toBeUndefined()
    expect(manager.snapshot.status).toBe('disposed')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is kept on as long as somebody asks for it', () => {
    stopClock()
    const { registry, home } = stage()
    const manager = hold(home('a'))
    for (let i = 0; i < 5; i += 1) {
      vi.advanceTimersByTime(minute)
      linger('a')
    }
    expect(registry.peek('a')).toBe(manager)
    vi.advanceTimersByTime(timeout + minute + 1)
    expect(manager.snapshot.status).toBe('disposed')
  })

  test('ends with the component that came for it', () => {
    stopClock()
    const { registry, home } = stage()
    const manager = hold(home('a'))
    const { release } = registry.lease('a', make)
    letGo('a')
    vi.advanceTimersByTime(10 * minute)
    expect(manager.snapshot.status).toBe('idle')
    release()
    vi.advanceTimersByTime(1)
    expect(manager.snapshot.status).toBe('disposed')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is not revived by one who only wants it kept', () => {
    stopClock()
    const { registry } = stage()
    linger('a')
    letGo('a')
    expect(registry.peek('a')).toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })

  describe('when nobody comes back for the answers', () => {
    const answered = (): TokenManager =>
      new TokenManager({
        fetchToken: async () => ({ token: 'never', expiresIn: 600 }),
        initial: { token: 'opaque', expiresIn: 600 },
      })

    /** Each asks after the one before was answered. */
    function storm(home: ReturnType<typeof stage>['home'], count: number): void {
      for (let i = 0; i < count; i += 1) {
        hold(home(`storm ${i}`, answered))
        vi.advanceTimersByTime(60)
      }
    }

    function end(): void {
      vi.advanceTimersByTime(timeout + minute + 1)
      expect(vi.getTimerCount()).toBe(0)
    }

    test('refuses to go on, and asks nobody', () => {
      stopClock()
      const { registry, home } = stage()
      storm(home, 20)
      expect(() => hold(home('one more', answered))).toThrow(TypeError)
      expect(() => hold(home('another', answered))).toThrow('declare fetchToken outside')
      expect(registry.peek('one more')).toBeUndefined()
      expect(() => hold(home('storm 3', answered))).not.toThrow()
      end()
    })

    test('does not hold it against one who comes later', () => {
      stopClock()
      const { home } = stage()
      storm(home, 20)
      expect(() => hold(home('one more', answered))).toThrow(TypeError)
      vi.advanceTimersByTime(1001)
      expect(() => hold(home('later', answered))).not.toThrow()
      linger('later')
      storm(home, 20)
      end()
    })

    test('gives React time to come back', () => {
      stopClock()
      const { home } = stage()
      for (let i = 0; i < 50; i += 1) hold(home(`row ${i}`, answered))
      hold(home('row 3', answered))
      end()
    })

    test('begins to count again when somebody does', () => {
      stopClock()
      const { home } = stage()
      storm(home, 19)
      hold(home('known', answered))
      linger('known')
      for (let i = 0; i < 19; i += 1) {
        vi.advanceTimersByTime(60)
        hold(home(`more ${i}`, answered))
      }
      end()
    })

    test('counts those of a page that was left as one', () => {
      stopClock()
      const { home } = stage()
      let isAnswered = false
      const page = (name: string): void => {
        isAnswered = false
        for (let i = 0; i < 30; i += 1) {
          hold({
            ...home(`${name} ${i}`),
            lease: () => {
              const real = answered()
              const { snapshot, suspense } = real
              const manager = {
                suspense,
                get snapshot() {
                  return isAnswered ? snapshot : { ...snapshot, token: null }
                },
              }
              return { manager: manager as TokenManager, release: () => {} }
            },
          })
        }
        isAnswered = true
      }
      for (let i = 0; i < 15; i += 1) {
        page(`page ${i}`)
        vi.advanceTimersByTime(100)
      }
      end()
    })
  })

  test('may be many that wait', () => {
    stopClock()
    const { home } = stage()
    for (let i = 0; i < 50; i += 1) hold(home(`waiting ${i}`))
    vi.advanceTimersByTime(timeout + minute + 1)
    expect(vi.getTimerCount()).toBe(0)
  })
})
