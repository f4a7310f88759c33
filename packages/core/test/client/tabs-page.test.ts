import { beforeEach, describe, expect, test } from 'vitest'
import { TokenManager, type TokenManagerOptions } from '../../src/client.ts'
import { ManualSource } from './manual-source.ts'
import { Browser, type Tab } from './virtual-browser.ts'
import { settle } from './virtual-env.ts'

// Pages that come and go, in a browser with a back-forward cache.

let browser: Browser
let source: ManualSource
let env: Tab

beforeEach(() => {
  browser = new Browser()
  source = new ManualSource()
  env = browser.tab()
  env.chance = 0.5
})

function manage(options: Partial<TokenManagerOptions> = {}): TokenManager {
  const { fetchToken } = source
  return new TokenManager({ env, identity: 'alice', fetchToken, tabs: 'test', ...options })
}

async function ready(options: Partial<TokenManagerOptions> = {}): Promise<TokenManager> {
  const manager = manage(options)
  manager.subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'first', expiresIn: 100 })
  return manager
}

describe('a page that goes', () => {
  test('has no channel and no timer, whatever else it is told', async () => {
    const manager = await ready()
    await env.hide()
    await env.dispatch('online')
    expect(browser.channels.size).toBe(0)
    expect(env.timers).toEqual([])
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'first' })
  })

  test('starts no request by itself, due or not', async () => {
    await ready()
    env.pass(80_000)
    await env.hide()
    await env.dispatch('online')
    expect(source.count).toBe(1)
  })

  test('keeps the request under way, and its answer', async () => {
    const manager = await ready()
    await env.advance(70_000)
    await env.hide()
    expect(source.last.context.signal.aborted).toBe(false)
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(manager.snapshot.token).toBe('second')
    expect(env.timers).toEqual([])
    expect(browser.channels.size).toBe(0)
  })

  test('still gives a token to one who asks', async () => {
    const manager = manage()
    await env.hide()
    const token = manager.getToken()
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await expect(token).resolves.toBe('first')
  })

  test('leaves nothing behind when it ends there', async () => {
    const manager = await ready()
    await env.hide()
    manager.dispose()
    expect(env.pending).toBe(0)
    expect(browser.channels.size).toBe(0)
  })
})

describe('a page that comes back', () => {
  test('hears the others again, and goes on', async () => {
    const manager = await ready()
    await env.hide()
    env.pass(80_000)
    await env.comeBack()
    expect(browser.channels.size).toBe(1)
    expect(manager.snapshot.status).toBe('refreshing')
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(env.timers).toContain(60_000)
  })

  test('asks for nothing while its token is good', async () => {
    await ready()
    await env.hide()
    await env.comeBack()
    expect(source.count).toBe(1)
    await env.advance(70_000)
    expect(source.count).toBe(2)
  })

  test('takes an answer that came meanwhile for as old as it is', async () => {
    const manager = await ready()
    await env.advance(70_000)
    await env.hide()
    env.pass(200_000)
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(source.last.context.reason).toBe('late')
    await source.last.answer({ token: 'third', expiresIn: 100 })
    await env.comeBack()
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'third' })
  })

  test('is there as soon as it is seen, told of it or not', async () => {
    await ready()
    await env.hide()
    await env.show('visible')
    expect(browser.channels.size).toBe(1)
    expect(env.timers).toHaveLength(1)
  })

  test('keeps the channel that is open when it is shown for the first time', async () => {
    await ready()
    const [before] = browser.channels
    await env.dispatch('pageshow')
    expect([...browser.channels]).toEqual([before])
  })

  test('to a manager that nobody watched meanwhile is a page like any other', async () => {
    const { fetchToken } = source
    const manager = new TokenManager({ env, fetchToken })
    const stop = manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await env.dispatch('pagehide', { persisted: true })
    stop()
    expect(env.pending).toBe(0)
    manager.subscribe(() => {})
    await env.advance(70_000)
    expect(source.count).toBe(2)
  })
})

describe('identityProbe', () => {
  test('takes over whom the page is for now, before anything is fetched', async () => {
    let who = 'alice'
    const manager = await ready({ identityProbe: () => who })
    await env.hide()
    who = 'bob'
    env.pass(80_000)
    await env.comeBack()
    expect(manager.identity).toBe('bob')
    expect(manager.snapshot).toMatchObject({ status: 'loading', token: null, epoch: 1 })
    expect(source.requests.map(({ context }) => context.identity)).toEqual(['alice', 'bob'])
  })

  test('that names nobody drops the token and fetches nothing', async () => {
    const manager = await ready({ identityProbe: () => undefined })
    await env.hide()
    await env.comeBack()
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null })
    await env.advance(3_600_000)
    expect(source.count).toBe(1)
  })

  test('that names the same changes nothing', async () => {
    const manager = await ready({ identityProbe: () => 'alice' })
    const { snapshot } = manager
    await env.hide()
    await env.comeBack()
    expect(manager.snapshot).toBe(snapshot)
  })

  test('that names the same does not undo a logout, another one does', async () => {
    let who = 'alice'
    const manager = await ready({ identityProbe: () => who })
    manager.logout()
    await env.hide()
    await env.comeBack()
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
    who = 'bob'
    await env.comeBack()
    expect(manager.snapshot.status).toBe('loading')
  })

  test('is asked only when a page comes back from the cache', async () => {
    let count = 0
    const identityProbe = (): string => {
      count += 1
      return 'alice'
    }
    await ready({ identityProbe })
    for (const type of ['pageshow', 'focus', 'online', 'resume', 'visibilitychange']) {
      await env.dispatch(type)
    }
    expect(count).toBe(0)
    await env.hide()
    expect(count).toBe(0)
    await env.comeBack()
    expect(count).toBe(1)
  })

  test('that throws is told to the host, and the page goes on', async () => {
    const identityProbe = (): string => {
      throw new Error('no such cookie')
    }
    await ready({ identityProbe })
    await env.hide()
    env.pass(80_000)
    await env.comeBack()
    expect(source.count).toBe(2)
    await expect(env.advance(0)).rejects.toThrow('no such cookie')
  })

  test('is asked for a manager that nobody subscribes to, too', async () => {
    let who = 'alice'
    const manager = manage({ tabs: false, identityProbe: () => who })
    const token = manager.getToken()
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await token
    await env.hide()
    who = 'bob'
    await env.comeBack()
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null, epoch: 1 })
    expect(source.count).toBe(1)
    manager.dispose()
    expect(env.pending).toBe(0)
  })
})

describe('dropOnPersist', () => {
  test('leaves no token in a page that goes into the cache', async () => {
    const manager = await ready({ dropOnPersist: true })
    const seen: (string | null)[] = []
    manager.subscribe(() => seen.push(manager.snapshot.token))
    await env.dispatch('pagehide', { persisted: true })
    expect(seen).toEqual([null])
    expect(manager.snapshot.token).toBeNull()
    expect(source.count).toBe(1)
  })

  test('lets no answer in that comes while it is there, nor after', async () => {
    const manager = await ready({ dropOnPersist: true })
    await env.advance(70_000)
    const failed = expect(manager.refresh()).rejects.toMatchObject({ code: 'superseded' })
    const ofBefore = source.last
    await env.hide()
    await failed
    expect(ofBefore.context.signal.aborted).toBe(true)
    await ofBefore.answer({ token: 'second', expiresIn: 100 })
    expect(manager.snapshot.token).toBeNull()
    await env.comeBack()
    expect(manager.snapshot).toMatchObject({ status: 'loading', token: null })
    await source.last.answer({ token: 'third', expiresIn: 100 })
    expect(manager.snapshot.token).toBe('third')
  })

  test('keeps the token of a page that is not kept', async () => {
    const manager = await ready({ dropOnPersist: true })
    await env.hide({ persisted: false })
    expect(manager.snapshot.token).toBe('first')
  })

  test('is off by default', async () => {
    const manager = await ready()
    await env.hide()
    expect(manager.snapshot.token).toBe('first')
  })

  test('keeps a refusal and a logout as they are', async () => {
    const manager = await ready({ dropOnPersist: true })
    manager.logout()
    const { snapshot } = manager
    await env.hide()
    await env.comeBack()
    expect(manager.snapshot).toBe(snapshot)
    expect(source.count).toBe(1)
  })

  test('is heard by a manager that nobody subscribes to, once it was asked for a token', async () => {
    const initial = { token: 'given', expiresIn: 100 }
    const manager = manage({ tabs: false, dropOnPersist: true, initial })
    await expect(manager.getToken()).resolves.toBe('given')
    await env.hide()
    expect(manager.snapshot.token).toBeNull()
  })
})

describe('a hidden page', () => {
  test('leaves a due token to one that is seen', async () => {
    const seen = browser.tab()
    const there = new ManualSource()
    // Due after 120 s and 121 s, so the hidden one would be first.
    env.chance = 0.25
    seen.chance = 0.2625
    const hidden = manage()
    const other = manage({ env: seen, fetchToken: there.fetchToken })
    hidden.subscribe(() => {})
    await settle()
    other.subscribe(() => {})
    await source.last.answer({ token: 'first', expiresIn: 200 })
    expect(other.snapshot.token).toBe('first')
    await env.show('hidden')
    await browser.advance(121_500)
    expect([source.count, there.count]).toEqual([1, 1])
    await there.last.answer({ token: 'second', expiresIn: 200 })
    expect(hidden.snapshot).toMatchObject({ status: 'ready', token: 'second' })
    await browser.advance(10_000)
    expect([source.count, there.count]).toEqual([1, 1])
  })

  test('waits for that a while and once, then does it itself', async () => {
    env.chance = 0.5
    await ready()
    await env.show('hidden')
    await env.advance(70_000)
    expect(source.count).toBe(1)
    // Half of a quarter of the 30 s that are left.
    await env.advance(3749)
    expect(source.count).toBe(1)
    await env.advance(1)
    expect(source.count).toBe(2)
    await source.last.fail(new TypeError('fetch failed'))
    await env.advance(1000)
    expect(source.count).toBe(3)
  })

  test('waits no more as soon as it is seen', async () => {
    await ready()
    await env.show('hidden')
    await env.advance(70_000)
    await env.advance(500)
    expect(source.count).toBe(1)
    await env.show('visible')
    expect(source.count).toBe(2)
  })

  test('does not wait when it shares with nobody', async () => {
    await ready({ tabs: false })
    await env.show('hidden')
    await env.advance(70_000)
    expect(source.count).toBe(2)
  })

  test('does not wait for its first token', async () => {
    await env.show('hidden')
    manage().subscribe(() => {})
    await settle()
    expect(source.count).toBe(1)
  })
})
