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
    fetchToken: () => browser.fetchToken(),
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
    const [frozen, other] = [openTab(browser), openTab(browser)]
    frozen.manager.subscribe(() => {})
    await browser.advance(10)
    browser.hang = false
    other.manager.subscribe(() => {})
    await browser.advance(2900)
    expect(other.manager.snapshot.status).toBe('loading')
    await browser.advance(200)
    expect(other.manager.snapshot.status).toBe('ready')
    expect(other.events).toContain('lock_timeout')
  })
})
