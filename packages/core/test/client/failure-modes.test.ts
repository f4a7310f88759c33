import { beforeEach, describe, expect, test } from 'vitest'
import {
  TokenFetchError,
  TokenManager,
  type Env,
  type TokenEvent,
  type TokenGrant,
  type TokenManagerOptions,
} from '../../src/client.ts'
import { unsignedJwt } from './jwt.ts'
import { ManualSource, steadySource } from './manual-source.ts'
import { Browser } from './virtual-browser.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

// The ways in which refreshing tokens fails in practice, by number; each with the rule that keeps it
// from happening here.

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Those that need React, a real browser or a response of a server; where they are tested. */
const ELSEWHERE: Readonly<Record<number, string>> = {
  18: 'packages/react-hook/test/suspense.browser.test.tsx, in strict mode',
  25: 'packages/react-hook/test/hydration.browser.test.tsx',
  26: 'packages/react-hook/test/suspense.browser.test.tsx, renders',
}

/** Those of which the page of a real browser has its share, in test/pages. */
const IN_A_BROWSER_TOO: readonly number[] = [1, 5, 8, 15, 16, 22, 23, 28]

const numbers = new Set<number>()

/** A numbered failure, the rule that prevents it, and what shows that it does. */
function row(number: number, rule: string, run: () => Promise<void> | void): void {
  numbers.add(number)
  test(`#${number} ${rule}`, run)
}

let env: VirtualEnv
let source: ManualSource
let events: TokenEvent[]

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
  events = []
})

function manage(options: Partial<TokenManagerOptions> = {}): TokenManager {
  const { fetchToken } = source
  return new TokenManager({ env, fetchToken, onEvent: (event) => events.push(event), ...options })
}

/** A manager with a subscriber and a token of so many seconds. */
async function ready(
  expiresIn: number,
  options: Partial<TokenManagerOptions> = {},
): Promise<TokenManager> {
  const manager = manage(options)
  manager.subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'first', expiresIn })
  return manager
}

const told = (type: TokenEvent['type']): number =>
  events.filter((event) => event.type === type).length

describe('clocks and timers', () => {
  row(1, 'a device that slept notices within a minute, or at the first event', async () => {
    const manager = await ready(12 * 3600)
    await env.sleep(DAY, { stalled: true })
    // The timer that was set before had a minute to go.
    await env.advance(60_000)
    expect(manager.snapshot).toMatchObject({ status: 'loading', token: null })
    await source.last.answer({ token: 'second', expiresIn: 12 * 3600 })
    await env.sleep(DAY, { stalled: true })
    await env.dispatch('focus')
    expect(manager.snapshot).toMatchObject({ status: 'loading', token: null })
  })

  row(2, 'a token that ran out signs nobody out', async () => {
    const manager = await ready(100)
    await env.sleep(8 * HOUR)
    await source.last.fail(new TypeError('fetch failed'))
    expect(manager.snapshot).toMatchObject({ status: 'expired', epoch: 0 })
    expect(told('denied') + told('identity')).toBe(0)
    await env.advance(1000)
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'second' })
  })

  row(3, 'a network that is not up yet is tried again, at once when it is', async () => {
    const manager = await ready(100)
    await env.sleep(8 * HOUR)
    await source.last.fail(new TypeError('fetch failed'))
    expect(manager.snapshot.error).toMatchObject({ code: 'network', retryable: true })
    await env.connect(true)
    expect(source.count).toBe(3)
  })

  row(4, 'a hidden page renews 90 s ahead, and checks as soon as it is seen', async () => {
    env.chance = 0.999_999
    await ready(240)
    await env.show('hidden')
    await env.advance(149_999)
    expect(source.count).toBe(1)
    await env.advance(1)
    expect(source.count).toBe(2)
    await source.last.answer({ token: 'second', expiresIn: 240 })
    // No timer fires for longer than the token lives.
    env.wall += 300_000
    env.elapsed += 300_000
    await env.show('visible')
    expect(source.count).toBe(3)
  })

  row(5, 'a timer over 2^31 ms never fires at once', async () => {
    const { fetchToken, count } = steadySource(40 * 86_400)
    const manager = manage({ fetchToken })
    const delays: number[] = []
    const { setTimeout } = env
    env.setTimeout = (callback, ms) => {
      delays.push(ms)
      return setTimeout(callback, ms)
    }
    manager.subscribe(() => {})
    await env.advance(DAY)
    expect(count()).toBe(1)
    expect(Math.max(...delays)).toBeLessThanOrEqual(60_000)
  })

  row(6, 'a clock that is fast makes no request more', async () => {
    env.jump(25 * HOUR)
    const token = unsignedJwt({ iat: 1_700_000_000, exp: 1_700_000_100 })
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token })
    await env.advance(69_999)
    expect(manager.snapshot).toMatchObject({ status: 'ready', token })
    expect(source.count).toBe(1)
  })

  row(7, 'a clock that is slow hands out no token that has ended', async () => {
    env.jump(-25 * HOUR)
    const manager = manage()
    const token = unsignedJwt({ iat: 1_700_000_000, exp: 1_700_000_100 })
    const first = manager.getToken()
    await settle()
    await source.last.answer({ token })
    await expect(first).resolves.toBe(token)
    await env.advance(100_000)
    const second = manager.getToken()
    await settle()
    await source.last.answer({ token: 'second', expiresIn: 100 })
    await expect(second).resolves.toBe('second')
  })

  row(8, 'an answer that came while the page was suspended is as old as it is', async () => {
    const manager = manage()
    const token = manager.getToken()
    await settle()
    env.wall += 60_000
    await source.last.answer({ token: 'late', expiresIn: 60 })
    expect(source.last.context.reason).toBe('late')
    const failed = expect(token).rejects.toMatchObject({ code: 'expired_on_arrival' })
    env.wall += 60_000
    await source.last.answer({ token: 'late', expiresIn: 60 })
    await failed
    expect(source.count).toBe(2)
  })

  row(9, 'iat and nbf in the future are nothing to the client', async () => {
    const manager = manage()
    const iat = env.wall / 1000 + 7200
    const token = unsignedJwt({ iat, nbf: iat, exp: iat + 100 })
    manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token })
    expect(manager.snapshot).toMatchObject({ status: 'ready', token, error: null })
    expect(manager.snapshot.expiresAt).toBe(env.wall / 1000 + 100)
  })

  row(10, 'a source of tokens that are already short is not asked in a loop', async () => {
    const end = env.elapsed + 60_000
    let count = 0
    const fetchToken = (): Promise<TokenGrant> => {
      count += 1
      return Promise.resolve({ token: 'cached', expiresIn: (end - env.elapsed) / 1000 })
    }
    manage({ fetchToken }).subscribe(() => {})
    await env.advance(59_000)
    expect(count).toBeGreaterThan(1)
    expect(count).toBeLessThan(15)
  })
})

describe('servers', () => {
  row(11, 'a failure is shared: who asks during its pause gets it without a request', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    const error = new TokenFetchError('unavailable', { retryAfter: 60 })
    await source.last.fail(error)
    for (let i = 0; i < 100; i += 1) await expect(manager.getToken()).rejects.toBe(error)
    expect(source.count).toBe(1)
  })

  row(12, 'clients that start together come back one by one', async () => {
    const first: number[] = []
    for (let client = 0; client < 40; client += 1) {
      const device = new VirtualEnv()
      device.chance = client / 40
      const { fetchToken, count } = steadySource(100)
      new TokenManager({ env: device, fetchToken }).subscribe(() => {})
      while (count() < 2) await device.advance(1000)
      first.push(device.elapsed - 5000)
    }
    expect(Math.min(...first)).toBeLessThanOrEqual(51_000)
    expect(Math.max(...first)).toBeGreaterThanOrEqual(88_000)
    // In no tenth of a life is there more than a third of them.
    for (const start of first) {
      const near = first.filter((at) => at >= start && at < start + 10_000)
      expect(near.length).toBeLessThanOrEqual(14)
    }
  })

  row(13, 'Retry-After is waited for, up to five minutes and never less', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    env.chance = 0
    await source.last.fail(new TokenFetchError('rate_limited', { retryAfter: 120 }))
    await env.advance(119_999)
    expect(source.count).toBe(1)
    await env.advance(1)
    expect(source.count).toBe(2)
    env.chance = 0.999_999
    await source.last.fail(new TokenFetchError('rate_limited', { retryAfter: 1e9 }))
    await env.advance(375_000)
    expect(source.count).toBe(3)
  })

  row(14, 'calls that come together make one request', async () => {
    const manager = manage()
    const tokens = Array.from({ length: 50 }, () => manager.getToken())
    await settle()
    expect(source.count).toBe(1)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(new Set(await Promise.all(tokens))).toEqual(new Set(['first']))
  })

  row(20, 'a refused token is renewed once for all who were refused', async () => {
    const manager = await ready(1000)
    const refused = Array.from({ length: 20 }, () => manager.getToken({ force: 'first' }))
    await settle()
    expect(source.count).toBe(2)
    await source.last.answer({ token: 'second', expiresIn: 1000 })
    expect(new Set(await Promise.all(refused))).toEqual(new Set(['second']))
    // One that comes back late with the old one has nothing to renew.
    await expect(manager.getToken({ force: 'first' })).resolves.toBe('second')
    expect(source.count).toBe(2)
  })

  row(21, 'a browser that thinks it is offline delays a refresh, never a getToken', async () => {
    env.isOnline = false
    const manager = manage()
    manager.subscribe(() => {})
    await env.advance(HOUR)
    expect(source.count).toBe(0)
    const token = manager.getToken()
    await settle()
    expect(source.count).toBe(1)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await expect(token).resolves.toBe('first')
  })

  row(30, 'every promise settles within the timeout, whatever the source does', async () => {
    const never = manage({ fetchToken: () => new Promise(() => {}) })
    const failed = expect(never.getToken()).rejects.toMatchObject({ code: 'timeout' })
    await env.advance(10_000)
    await failed
    const throws = manage({
      fetchToken: () => {
        throw new RangeError('mine')
      },
    })
    await expect(throws.getToken()).rejects.toMatchObject({
      code: 'unavailable',
      cause: expect.any(RangeError),
    })
  })
})

describe('tabs', () => {
  /** Managers in tabs of one browser. */
  function open(browser: Browser, count: number): TokenManager[] {
    return Array.from({ length: count }, () => {
      const fetchToken = (): Promise<TokenGrant> => browser.fetchToken()
      const manager = new TokenManager({ env: browser.tab(), fetchToken, tabs: 'test' })
      manager.subscribe(() => {})
      return manager
    })
  }

  row(15, 'tabs take over the token of the one that fetched it', async () => {
    const browser = new Browser()
    const managers = open(browser, 6)
    await browser.advance(100)
    expect(browser.calls).toBe(1)
    expect(managers.map(({ snapshot }) => snapshot.token)).toEqual(managers.map(() => 'token-1'))
  })

  row(16, 'a lock that is never released holds nobody up for long', async () => {
    const browser = new Browser()
    browser.hang = true
    open(browser, 1)
    await browser.advance(1)
    const [frozen] = browser.tabs
    if (frozen) frozen.isFrozen = true
    browser.hang = false
    const others = open(browser, 5)
    await browser.advance(3001)
    expect(others.map(({ snapshot }) => snapshot.status)).toEqual(others.map(() => 'ready'))
    expect(browser.calls).toBe(2)
  })

  row(17, 'without a lock each tab fetches for itself, and nothing is stored as one', async () => {
    const browser = new Browser()
    const fetchToken = (): Promise<TokenGrant> => browser.fetchToken()
    const managers = [browser.tab(), browser.tab()].map((tab) => {
      tab.locks = undefined
      return new TokenManager({ env: tab, fetchToken, tabs: 'test' })
    })
    const tokens = await Promise.all(managers.map(({ getToken }) => getToken()))
    expect(new Set(tokens)).toEqual(new Set(['token-1', 'token-2']))
    expect(browser.calls).toBe(2)
  })

  row(28, 'what a sandbox forbids is done without', async () => {
    const forbidden = (): never => {
      throw new DOMException('sandboxed', 'SecurityError')
    }
    env.locks = { request: forbidden } as unknown as LockManager
    env.channel = forbidden
    const manager = await ready(100, { tabs: 'test' })
    await env.advance(70_000)
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'second' })
    manager.logout()
    manager.dispose()
    expect(env.pending).toBe(0)
  })
})

describe('pages and sessions', () => {
  row(19, 'a logout is not undone by a request under way', async () => {
    const manager = await ready(100)
    const waiting = expect(manager.refresh()).rejects.toMatchObject({ code: 'superseded' })
    await settle()
    manager.logout()
    expect(source.last.context.signal.aborted).toBe(true)
    await source.last.answer({ token: 'ghost', expiresIn: 100 })
    await waiting
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null })
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
  })

  row(22, 'a page that comes back after a logout shows nobody’s token', async () => {
    let who: string | undefined = 'alice'
    const manager = await ready(100, {
      identity: 'alice',
      identityProbe: () => who,
      dropOnPersist: true,
    })
    await env.hide()
    expect(manager.snapshot.token).toBeNull()
    who = undefined
    await env.comeBack()
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null })
    expect(source.count).toBe(1)
  })

  row(23, 'a page in the back-forward cache has no channel that would throw it out', async () => {
    const browser = new Browser()
    const tab = browser.tab()
    await ready(100, { env: tab, tabs: 'test' })
    expect(browser.channels.size).toBe(1)
    await tab.hide()
    expect(browser.channels.size).toBe(0)
    await tab.comeBack()
    expect(browser.channels.size).toBe(1)
  })

  row(24, 'a window without events is a page without events', async () => {
    const { now, mono, random, setTimeout, clearTimeout } = env
    const window = {} as unknown as Window
    const bare: Env = { now, mono, random, setTimeout, clearTimeout, window }
    const manager = await ready(100, { env: bare })
    await env.advance(70_000)
    expect(source.count).toBe(2)
    manager.dispose()
    expect(env.timers).toEqual([])
  })

  row(27, 'tokens are kept in memory, and nowhere else', async () => {
    const stores = ['localStorage', 'sessionStorage', 'indexedDB', 'caches'] as const
    const touched: string[] = []
    const before = stores.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)])
    for (const name of stores) {
      const get = (): void => void touched.push(name)
      Object.defineProperty(globalThis, name, { configurable: true, get })
    }
    try {
      const browser = new Browser()
      const manager = await ready(100, { env: browser.tab(), tabs: 'test' })
      await manager.getToken()
      manager.logout()
      manager.dispose()
    } finally {
      for (const [name, descriptor] of before) {
        Reflect.deleteProperty(globalThis, name as string)
        if (descriptor) Object.defineProperty(globalThis, name as string, descriptor as never)
      }
    }
    expect(touched).toEqual([])
  })

  row(29, 'whoever is told may call back into the manager', async () => {
    const browser = new Browser()
    const manager = manage({ env: browser.tab(), tabs: 'test' })
    const got: Promise<string>[] = []
    for (const type of ['fetch_start', 'fetch_ok', 'refreshed'] as const) {
      manager.events.addEventListener(type, () => got.push(manager.getToken()))
    }
    manager.subscribe(() => got.push(manager.getToken()))
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(new Set(await Promise.all(got))).toEqual(new Set(['first']))
    expect(source.count).toBe(1)
  })
})

test('every number has its test, here or where it can be had', () => {
  const all = [...numbers, ...Object.keys(ELSEWHERE).map(Number)]
  expect(all).toHaveLength(30)
  expect(new Set(all)).toEqual(new Set(Array.from({ length: 30 }, (_, index) => index + 1)))
  for (const number of IN_A_BROWSER_TOO) expect(numbers).toContain(number)
})
