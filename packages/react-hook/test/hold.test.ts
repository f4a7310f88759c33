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
    const home = (key: string, group?: string) => ({
      key,
      group,
      lease: () => registry.lease(key, make),
    })
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

  test('cannot be many of a group, and others are not in the way of it', () => {
    stopClock()
    const { registry, home } = stage()
    for (let i = 0; i < 20; i += 1) hold(home(`key ${i}`, 'group'))
    expect(() => hold(home('one more', 'group'))).toThrow(TypeError)
    expect(registry.peek('one more')).toBeUndefined()
    expect(() => hold(home('key 3', 'group'))).not.toThrow()
    expect(() => hold(home('other', 'other group'))).not.toThrow()
    for (let i = 0; i < 50; i += 1) hold(home(`loner ${i}`))
    vi.advanceTimersByTime(timeout + minute + 1)
    expect(vi.getTimerCount()).toBe(0)
  })
})
