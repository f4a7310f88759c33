import { describe, expect, test } from 'vitest'
import { useStage } from './support/stage.ts'
import type { PageTab } from './support/tab.ts'

const stage = useStage()

async function setOffline({ knobs }: PageTab, offline: boolean): Promise<void> {
  const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
  await knobs.send('Network.enable')
  await knobs.send('Network.emulateNetworkConditions', { offline, ...unlimited })
}

describe('a page without a network', () => {
  test('serves the token that it has, and renews it as soon as it is online', async () => {
    const site = await stage.site(60)
    const tab = await stage.tab(site)
    await tab.start()
    await tab.untilToken('token-1')
    await setOffline(tab, true)
    await tab.untilMoment('offline')

    // Each failure doubles the delay, and the rate cap lets so many through.
    const outcome = await tab.page.evaluate(async () => {
      const { manager } = globalThis.tab
      const codes: string[] = []
      for (let count = 0; count < 4; count += 1) {
        codes.push(await manager.refresh().catch((error: { code: string }) => error.code))
      }
      const forced = await manager.getToken({ force: true })
      const { status, token, error } = manager.snapshot
      return { codes, forced, status, token, retryAt: (error?.retryAt ?? 0) * 1000 }
    })
    expect(outcome).toMatchObject({
      codes: ['network', 'network', 'network', 'network'],
      forced: 'token-1',
      status: 'stale',
      token: 'token-1',
    })

    await setOffline(tab, false)
    await tab.untilToken('token-2')
    const renewals = (await tab.log()).filter(({ event }) => event.type === 'fetch_ok')
    const renewedAt = renewals.at(-1)?.at ?? Infinity
    expect(renewedAt).toBeLessThan(outcome.retryAt)
    expect(await tab.count('expired')).toBe(0)
  })

  test('starts no request by itself, and makes up for it once it is online', async () => {
    const site = await stage.site(3)
    const tab = await stage.tab(site)
    await tab.start()
    await tab.untilToken('token-1')
    await setOffline(tab, true)
    await tab.untilMoment('offline')
    await tab.until('expired')
    expect(await tab.count('fetch_start')).toBe(1)
    await setOffline(tab, false)
    await tab.untilToken('token-2')
  })
})

describe('a token that lives longer than a timer can', () => {
  test('is renewed neither at once nor by timers without end', async () => {
    const season = 60 * 24 * 3600
    const site = await stage.site(season)
    const tab = await stage.tab(site)
    await tab.start()
    await tab.untilToken('token-1')
    const before = await tab.page.evaluate(() => globalThis.tab.timers)
    // What goes wrong: a timer of so many milliseconds fires at once.
    await tab.page.evaluate(
      (ms) => new Promise<void>((resolve) => void setTimeout(resolve, ms / 2)),
      season * 1000,
    )
    expect(await tab.page.evaluate(() => globalThis.tab.timers)).toBe(before)
    await tab.page.evaluate(() => dispatchEvent(new Event('focus')))
    expect(await tab.status()).toBe('ready')
    expect(await tab.count('fetch_start')).toBe(1)
    expect(site.requests).toHaveLength(1)
  })
})
