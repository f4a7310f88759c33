import type { TokenEvent, TokenStatus } from '@grantline/core/client'
import type { BrowserContext, CDPSession, Frame, Page, Worker } from 'playwright'
import { expect } from 'vitest'
import type { Entry, TabHarness, TabOptions } from './harness.ts'

/** What a test does with a manager in a page, a frame or a worker. */
export interface Tab {
  start(options?: TabOptions): Promise<void>
  status(): Promise<TokenStatus>
  /** The token of the snapshot, which is what a page shows. */
  token(): Promise<string | null>
  log(): Promise<readonly Entry[]>
  moments(): Promise<TabHarness['moments']>
  /** How many events of that type there were. */
  count(type: TokenEvent['type']): Promise<number>
  /** Waits for so many of them. */
  until(type: TokenEvent['type'], count?: number): Promise<void>
  untilToken(token: string): Promise<void>
  untilStatus(status: TokenStatus): Promise<void>
  untilMoment(type: string): Promise<void>
}

/** A tab whose page can be closed, left and frozen. */
export interface PageTab extends Tab {
  readonly page: Page
  /** The browser's own knobs for this page. */
  readonly knobs: CDPSession
  /** Freezes the page, as a browser does with one that is out of sight for long, or wakes it. */
  freeze(isFrozen: boolean): Promise<void>
  /** Goes on to another page of the site. */
  leave(): Promise<void>
  /** Comes back to the page, from the back-forward cache if it was kept. */
  back(): Promise<void>
}

/** Opens a page of that name; there is no manager in it yet. */
export async function openTab(
  context: BrowserContext,
  origin: string,
  name: string,
): Promise<PageTab> {
  const page = await context.newPage()
  await page.goto(`${origin}/${name}`)
  const knobs = await context.newCDPSession(page)
  return {
    page,
    knobs,
    ...tabIn(page),
    async freeze(isFrozen) {
      await knobs.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' })
    },
    async leave() {
      await page.goto(`${origin}/elsewhere`)
    },
    async back() {
      await page.goBack({ waitUntil: 'commit' })
    },
  }
}

/** The manager in a page, a frame or a worker that has loaded the harness. */
export function tabIn(place: Page | Frame | Worker): Tab {
  // All three have it, and TypeScript cannot call a union of overloads.
  const { evaluate } = { evaluate: place.evaluate.bind(place) as Page['evaluate'] }
  const log = (): Promise<readonly Entry[]> => evaluate(() => globalThis.tab.log)
  const moments = (): Promise<TabHarness['moments']> => evaluate(() => globalThis.tab.moments)
  const count: Tab['count'] = async (type) =>
    (await log()).filter(({ event }) => event.type === type).length
  const status: Tab['status'] = () => evaluate(() => globalThis.tab.manager.snapshot.status)
  const token: Tab['token'] = () => evaluate(() => globalThis.tab.manager.snapshot.token)
  return {
    start: (options = {}) => evaluate((given) => globalThis.tab.start(given), options),
    status,
    token,
    log,
    moments,
    count,
    until: (type, least = 1) => until(() => count(type)).toBeGreaterThanOrEqual(least),
    untilToken: (wanted) => until(token).toBe(wanted),
    untilStatus: (wanted) => until(status).toBe(wanted),
    untilMoment: (type) =>
      until(async () => (await moments()).map((moment) => moment.type)).toContain(type),
  }
}

/** Asks again and again, until it is so. */
export function until<Value>(
  ask: () => Value | Promise<Value>,
): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(ask, { interval: 20, timeout: 10_000 })
}
