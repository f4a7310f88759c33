import { describe, expect, test } from 'vitest'
import { useStage } from './support/stage.ts'
import { until, type Tab } from './support/tab.ts'

const stage = useStage()

function tokensOf(tabs: readonly Tab[]): Promise<(string | null)[]> {
  return Promise.all(tabs.map((tab) => tab.token()))
}

describe('the tabs of a browser', () => {
  test('share one token when they start together', async () => {
    const site = await stage.site(60)
    const tabs = await stage.tabs(site, 6)
    const release = site.hold()
    await Promise.all(tabs.map((tab) => tab.start()))
    await Promise.all(tabs.map((tab) => tab.untilStatus('loading')))
    release()
    await Promise.all(tabs.map((tab) => tab.untilStatus('ready')))
    expect(await tokensOf(tabs)).toEqual(tabs.map(() => 'token-1'))
    expect(site.requests).toHaveLength(1)
  })

  test('ask about once per life of a token, however many they are', async () => {
    const site = await stage.site(2.5)
    const tabs = await stage.tabs(site, 6)
    await Promise.all(tabs.map((tab) => tab.start()))
    const lives = 5
    await Promise.all(tabs.map((tab) => tab.until('refreshed', lives)))
    const requests = site.requests.length
    // Six tabs on their own make thirty and more.
    expect(requests).toBeLessThanOrEqual(lives * 2.5)
    expect(await Promise.all(tabs.map((tab) => tab.count('expired')))).toEqual(tabs.map(() => 0))
  })

  test('do not wait for a frozen one for more than three seconds', async () => {
    const site = await stage.site(60)
    const other = await stage.front(site, 'other')
    const holder = await stage.front(site, 'holder')
    const release = site.hold()
    await holder.start()
    await until(() => site.requests.length).toBe(1)
    release()
    await holder.freeze(true)
    await other.start()
    await other.untilStatus('ready')
    const types = (await other.log()).map(({ event }) => event.type)
    expect(types.slice(0, 2)).toEqual(['lock_timeout', 'fetch_start'])
    await holder.freeze(false)
    await holder.untilStatus('ready')
    expect(site.requests.map(({ from }) => from)).toEqual(['holder', 'other'])
  })

  test('go on when the one that was asking is closed', async () => {
    const site = await stage.site(60)
    const [holder, ...others] = await stage.tabs(site, 3)
    const release = site.hold()
    await holder?.start()
    await until(() => site.requests.length).toBe(1)
    await Promise.all(others.map((tab) => tab.start()))
    await Promise.all(others.map((tab) => tab.untilStatus('loading')))
    await holder?.page.close()
    await until(() => site.requests.length).toBe(2)
    release()
    await Promise.all(others.map((tab) => tab.untilStatus('ready')))
    await until(async () => new Set(await tokensOf(others)).size).toBe(1)
    const timeouts = await Promise.all(others.map((tab) => tab.count('lock_timeout')))
    expect(timeouts).toEqual([0, 0])
  })

  test('are signed out together, and ask no more', async () => {
    const site = await stage.site(60)
    const [first, second] = await stage.tabs(site, 2)
    await first?.start({ identity: 'alice' })
    await first?.untilToken('token-1')
    await second?.start({ identity: 'alice' })
    await second?.untilToken('token-2')
    await second?.page.evaluate(() => globalThis.tab.manager.logout())
    await first?.until('identity')
    expect([await first?.token(), await second?.token()]).toEqual([null, null])
    const refused = first?.page.evaluate(() =>
      globalThis.tab.manager.getToken().catch((error: { code: string }) => error.code),
    )
    expect(await refused).toBe('login_required')
    expect(site.requests).toHaveLength(2)
  })
})
