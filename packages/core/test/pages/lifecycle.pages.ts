import { describe, expect, test } from 'vitest'
import { useStage } from './support/stage.ts'
import { until, type PageTab } from './support/tab.ts'

const stage = useStage()

/** What the page held when it was shown again. */
async function shownAgain(tab: PageTab): Promise<string | null | undefined> {
  await tab.untilMoment('pageshow persisted')
  return (await tab.moments()).find(({ type }) => type === 'pageshow persisted')?.token
}

async function signOut(tab: PageTab): Promise<void> {
  await tab.page.evaluate(() => {
    document.cookie = 'user=; max-age=0'
    globalThis.tab.manager.logout()
  })
}

describe('a page in the back-forward cache', () => {
  test('stays there though another tab has news, and hears of them again afterwards', async () => {
    const site = await stage.site(60)
    const other = await stage.front(site, 'other')
    const tab = await stage.front(site, 'tab')
    await tab.start()
    await tab.untilToken('token-1')
    await tab.leave()
    await other.start()
    await other.untilToken('token-2')
    await tab.back()
    expect(await shownAgain(tab)).toBe('token-1')
    // Its channel is open again.
    await other.page.evaluate(() => globalThis.tab.manager.getToken({ force: true }))
    await tab.untilToken('token-3')
    expect(site.requests).toHaveLength(3)
  })

  test('does not take a token that ended while it was there', async () => {
    const site = await stage.site(2)
    const tab = await stage.front(site, 'tab')
    const release = site.hold()
    await tab.start({ tabs: false })
    await until(() => site.requests.length).toBe(1)
    await tab.leave()
    release()
    site.life = 60
    const sentAt = site.requests[0]?.at ?? 0
    await until(() => Date.now()).toBeGreaterThan(sentAt + 2000)
    await tab.back()
    expect(await shownAgain(tab)).toBeNull()
    await tab.until('late_response')
    await tab.untilToken('token-2')
  })

  test('shows no token after a logout elsewhere when it drops it on leaving', async () => {
    const site = await stage.site(60)
    const other = await stage.front(site, 'other')
    const tab = await stage.front(site, 'tab')
    await tab.start({ identity: 'alice', dropOnPersist: true })
    await tab.untilToken('token-1')
    await tab.leave()
    await other.start({ identity: 'alice' })
    await other.untilToken('token-2')
    await signOut(other)
    Object.assign(site, { status: 401, refusal: { error: 'login_required' } })
    await tab.back()
    expect(await shownAgain(tab)).toBeNull()
    await tab.untilStatus('denied')
    expect(await tab.token()).toBeNull()
  })

  test('shows no token after a logout elsewhere when it looks who is signed in', async () => {
    const site = await stage.site(60)
    const other = await stage.front(site, 'other')
    const tab = await stage.front(site, 'tab')
    await tab.page.evaluate(() => void (document.cookie = 'user=alice'))
    await tab.start({ identity: 'alice', isProbing: true })
    await tab.untilToken('token-1')
    await tab.leave()
    await other.start({ identity: 'alice' })
    await other.untilToken('token-2')
    await signOut(other)
    await tab.back()
    expect(await shownAgain(tab)).toBeNull()
    expect(await tab.page.evaluate(() => globalThis.tab.manager.identity ?? null)).toBeNull()
    expect(site.requests).toHaveLength(2)
  })

  test('still shows its token after a logout elsewhere when it does neither', async () => {
    const site = await stage.site(60)
    const other = await stage.front(site, 'other')
    const tab = await stage.front(site, 'tab')
    await tab.start({ identity: 'alice' })
    await tab.untilToken('token-1')
    await tab.leave()
    await other.start({ identity: 'alice' })
    await other.untilToken('token-2')
    await signOut(other)
    await tab.back()
    // What was said meanwhile is said to nobody: an app that signs people out needs one of the two.
    expect(await shownAgain(tab)).toBe('token-1')
  })
})

describe('a page that sleeps', () => {
  test('renews an overdue token when it wakes', async () => {
    const site = await stage.site(3)
    const tab = await stage.front(site, 'tab')
    // Only what is hidden is frozen.
    await stage.front(site, 'cover')
    await tab.start({ background: 'always' })
    await tab.untilToken('token-1')
    await tab.freeze(true)
    const sentAt = site.requests[0]?.at ?? 0
    await until(() => Date.now()).toBeGreaterThan(sentAt + 3000)
    expect(site.requests).toHaveLength(1)
    await tab.freeze(false)
    await tab.untilMoment('resume')
    await tab.untilToken('token-2')
    // No timer was there between the two.
    const types = (await tab.log()).map(({ event }) => event.type)
    expect(types.filter((type) => type === 'fetch_start')).toHaveLength(2)
  })

  test('lets a token end unseen when there is no other, and asks at once when seen', async () => {
    const site = await stage.site(2)
    const tab = await stage.front(site, 'tab')
    await tab.start({ tabs: false })
    await tab.untilToken('token-1')
    site.status = 503
    await stage.front(site, 'cover')
    await tab.untilMoment('visibilitychange')
    await tab.until('expired')
    const asked = site.requests.length
    const { retryAt } = await tab.page.evaluate(() => {
      const { error } = globalThis.tab.manager.snapshot
      return { retryAt: error?.retryAt ?? 0 }
    })
    // Its time to try again comes and goes.
    await until(() => Date.now()).toBeGreaterThan(retryAt * 1000 + 1500)
    expect(site.requests).toHaveLength(asked)
    site.status = 200
    await tab.page.bringToFront()
    await tab.untilStatus('ready')
    expect(site.requests).toHaveLength(asked + 1)
  })

  test('leaves a due token to a page that is seen', async () => {
    const site = await stage.site(10)
    const hidden = await stage.front(site, 'hidden')
    const seen = await stage.front(site, 'seen')
    await hidden.start({ random: 0.5 })
    await hidden.untilToken('token-1')
    await seen.start({ random: 0.5 })
    await hidden.untilToken('token-2')
    await hidden.until('adopted', 2)
    expect(site.requests.map(({ from }) => from)).toEqual(['hidden', 'seen', 'seen'])
  })
})

describe('timers in a worker', () => {
  test('renew the token of a hidden page without any timer of its own', async () => {
    const site = await stage.site(2)
    const tab = await stage.front(site, 'tab')
    await stage.front(site, 'cover')
    await tab.start({ timers: 'worker', isTimerless: true })
    await tab.untilToken('token-3')
    expect(tab.page.workers()).toHaveLength(1)
    expect(await tab.page.evaluate(() => document.visibilityState)).toBe('hidden')
  })

  test('give way to those of the page where no worker may be made of a blob', async () => {
    const site = await stage.site(2)
    site.pageHeaders = { 'Content-Security-Policy': "worker-src 'self'" }
    const tab = await stage.tab(site)
    await tab.start({ timers: 'worker' })
    await tab.untilMoment('securitypolicyviolation')
    await tab.untilToken('token-3')
    expect(tab.page.workers()).toHaveLength(0)
  })
})
