import { describe, expect, test } from 'vitest'
import { TokenManager, type TokenEvent, type TokenManagerOptions } from '../../src/client.ts'
import { Browser } from './virtual-browser.ts'
import { settle } from './virtual-env.ts'

/** A manager in a tab of its own, and what happened in it. */
function openTab(browser: Browser, options: Partial<TokenManagerOptions> = {}) {
  const env = browser.tab()
  const events: TokenEvent['type'][] = []
  const manager = new TokenManager({
    env,
    fetchToken: () => browser.fetchToken(env),
    tabs: 'test',
    onEvent: ({ type }) => events.push(type),
    ...options,
  })
  return { env, manager, events }
}

describe('tabs', () => {
  test('that open together make one request', async () => {
    const browser = new Browser()
    const tabs = Array.from({ length: 6 }, () => openTab(browser))
    for (const { manager } of tabs) manager.subscribe(() => {})
    await browser.advance(100)
    expect(browser.calls).toBe(1)
    const shown = tabs.map(({ manager }) => manager.snapshot.token)
    expect(new Set(shown)).toEqual(new Set(['token-1']))
    expect(tabs.filter(({ events }) => events.includes('adopted'))).toHaveLength(5)
  })

  test('make one request for each life', async () => {
    const browser = new Browser()
    const tabs = Array.from({ length: 6 }, () => openTab(browser))
    for (const { manager } of tabs) manager.subscribe(() => {})
    await browser.advance(10 * browser.life)
    expect(browser.calls).toBeLessThanOrEqual(10 / 0.5 + 1)
    expect(browser.calls).toBeGreaterThanOrEqual(10)
  })

  test('are signed out together, those of the same identity', async () => {
    const browser = new Browser()
    const [alice, too] = [
      openTab(browser, { identity: 'alice' }),
      openTab(browser, { identity: 'alice' }),
    ]
    const bob = openTab(browser, { identity: 'bob' })
    for (const { manager } of [alice, too, bob]) manager.subscribe(() => {})
    await browser.advance(100)
    alice.manager.logout()
    await settle()
    expect(too.manager.snapshot).toMatchObject({ token: null, epoch: 1 })
    await expect(too.manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
    expect(bob.manager.snapshot.status).toBe('ready')
  })

  test('stay signed in when one signs out for itself', async () => {
    const browser = new Browser()
    const [one, other] = [openTab(browser), openTab(browser)]
    for (const { manager } of [one, other]) manager.subscribe(() => {})
    await browser.advance(100)
    one.manager.logout({ broadcast: false })
    await settle()
    expect(other.manager.snapshot.status).toBe('ready')
  })

  test('never show the token of another identity', async () => {
    const browser = new Browser()
    const [alice, bob] = [
      openTab(browser, { identity: 'alice' }),
      openTab(browser, { identity: 'bob' }),
    ]
    alice.manager.subscribe(() => {})
    await browser.advance(100)
    bob.manager.subscribe(() => {})
    await browser.advance(100)
    expect(browser.calls).toBe(2)
    expect(bob.manager.snapshot.token).toBe('token-2')
  })

  test('do not wait for one that is frozen with the lock in its hand', async () => {
    const browser = new Browser()
    browser.hang = true
    const frozen = openTab(browser)
    frozen.manager.subscribe(() => {})
    await browser.advance(10)
    frozen.env.isFrozen = true
    browser.hang = false
    browser.latency = 200
    const others = Array.from({ length: 5 }, () => openTab(browser))
    for (const { manager } of others) manager.subscribe(() => {})
    await browser.advance(2999)
    expect(others.map(({ manager }) => manager.snapshot.status)).toEqual(
      others.map(() => 'loading'),
    )
    await browser.advance(201)
    expect(others.map(({ manager }) => manager.snapshot.status)).toEqual(others.map(() => 'ready'))
    // It costs one request, not one for each of them.
    expect(browser.calls).toBe(2)
    expect(others.every(({ events }) => events.includes('lock_timeout'))).toBe(true)

    await browser.thaw(frozen.env)
    expect(frozen.manager.snapshot).toMatchObject({ status: 'refreshing', token: 'token-2' })
    await browser.advance(10_000)
    expect(frozen.manager.snapshot).toMatchObject({ status: 'ready', error: null })
    expect(browser.calls).toBe(2)
  })

  test('go on for themselves where two are frozen', async () => {
    const browser = new Browser()
    browser.hang = true
    const frozen = [openTab(browser), openTab(browser)]
    for (const { manager } of frozen) manager.subscribe(() => {})
    await browser.advance(3001)
    expect(browser.calls).toBe(2)
    for (const { env } of frozen) env.isFrozen = true
    browser.hang = false
    const other = openTab(browser)
    other.manager.subscribe(() => {})
    await browser.advance(6001)
    expect(other.manager.snapshot.status).toBe('ready')
  })

  test('that are only asked for a token share it as well', async () => {
    const browser = new Browser()
    const [one, other] = [openTab(browser), openTab(browser)]
    await expect(one.manager.getToken()).resolves.toBe('token-1')
    // The other listens from its first question on; until then it cannot know.
    const second = other.manager.getToken()
    await browser.advance(100)
    await expect(second).resolves.toBe('token-2')
    await browser.advance(0.9 * browser.life)
    const token = one.manager.getToken()
    await browser.advance(100)
    await expect(token).resolves.toBeDefined()
    await expect(other.manager.getToken()).resolves.toBe(one.manager.snapshot.token)
    expect(browser.calls).toBe(3)
  })

  test('hear of a token before they get the lock', async () => {
    const browser = new Browser()
    // A lock is handed on at once, a message takes its time.
    browser.delay = 20
    const tabs = Array.from({ length: 6 }, () => openTab(browser))
    for (const { manager } of tabs) manager.subscribe(() => {})
    await browser.advance(200)
    expect(browser.calls).toBe(1)
  })

  test('keep a tab that asks again from waiting for itself', async () => {
    const browser = new Browser()
    const { manager, env } = openTab(browser)
    manager.subscribe(() => {})
    await settle()
    const again = manager.getToken({ force: true })
    await settle()
    await expect(again).resolves.toBe('token-2')
    const other = openTab(browser)
    await env.advance(60)
    await expect(other.manager.getToken()).resolves.toBe('token-3')
  })

  test('that belong to nobody take over nothing until they are asked', async () => {
    const browser = new Browser()
    const left = openTab(browser, { identity: 'alice' })
    left.manager.subscribe(() => {})
    await browser.advance(100)
    left.manager.setIdentity(undefined)
    const other = openTab(browser)
    const token = other.manager.getToken()
    await browser.advance(200)
    await expect(token).resolves.toBe('token-2')
    expect(left.manager.snapshot).toMatchObject({ status: 'idle', token: null })
  })

  test('replace a refused token together, however young it is', async () => {
    const browser = new Browser()
    browser.latency = 20
    const tabs = [openTab(browser), openTab(browser), openTab(browser)]
    const first = tabs.map(({ manager }) => manager.getToken())
    await browser.advance(25)
    const [refused = ''] = await Promise.all(first)
    expect(browser.calls).toBe(1)
    const again = tabs.map(({ manager }) => manager.getToken({ force: refused }))
    await browser.advance(200)
    expect(new Set(await Promise.all(again))).toEqual(new Set(['token-2']))
    expect(browser.calls).toBe(2)
  })

  test('are signed out by one that never asked for anything', async () => {
    const browser = new Browser()
    const [one, other] = [openTab(browser), openTab(browser)]
    other.manager.subscribe(() => {})
    await browser.advance(100)
    one.manager.logout()
    await settle()
    await expect(other.manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
  })

  test('have no channel and no lock left when they have ended', async () => {
    const browser = new Browser()
    const tabs = [openTab(browser), openTab(browser)]
    for (const { manager } of tabs) manager.subscribe(() => {})
    await browser.advance(100)
    for (const { manager } of tabs) manager.dispose()
    expect(browser.channels.size).toBe(0)
    expect(tabs.map(({ env }) => env.pending)).toEqual([0, 0])
  })
})
