import { createBrowser, type Tab } from './browser.ts'
import { endOf } from './token-server.ts'

/** Settings of a {@link runTabs}. */
export interface TabsOptions {
  readonly tabs: number
  /** Lives of tokens to be seen. */
  readonly lives: number
  readonly seed: number
  /**
   * As of the browser.
   *
   * @default 0
   */
  readonly lag?: number
  /**
   * Whether they share their token.
   *
   * @default true
   */
  readonly isShared?: boolean
}

/** What the tabs of one browser asked for. */
export interface TabsReport {
  /** Requests until every tab had a token. */
  readonly atStart: number
  /** Refreshes after that: requests within half a life of one another are one. */
  readonly refreshes: number
  /** Requests of these refreshes. */
  readonly requests: number
  /** How often a tab had no live token, over all looks at all tabs. */
  readonly dead: number
}

/** Life of a token, s. */
const TABS_TTL = 600
/** ms between two looks at all tabs. */
const LOOK_EVERY = 5000

/**
 * Opens all tabs at once, as a browser does that restores them, and lets time pass. One is seen, and
 * every two minutes it is another one; the timers of the others are throttled as a browser does.
 */
export async function runTabs(options: TabsOptions): Promise<TabsReport> {
  const { tabs: count, lives, seed, lag = 0, isShared = true } = options
  const { time, server, open } = createBrowser({ seed, ttl: TABS_TTL, lag, isShared })
  const tabs = Array.from({ length: count }, (_, index) => open(index === 0))
  await time.run(10_000)
  const atStart = server.arrivals.reduce(sum, 0)
  let dead = 0
  let seen = 0
  const look = (): void => {
    dead += tabs.filter((tab) => !isLive(tab)).length
    time.after(LOOK_EVERY, look)
  }
  const turn = (): void => {
    tabs[seen]?.show(false)
    seen = (seen + 1) % count
    tabs[seen]?.show(true)
    time.after(120_000, turn)
  }
  look()
  turn()
  await time.run(lives * TABS_TTL * 1000)
  for (const tab of tabs) tab.close()
  const seconds = server.arrivals.flatMap((requests, second) =>
    second < 10 ? [] : Array.from({ length: requests }, () => second),
  )
  const starts = seconds.filter(
    (second, index) => index === 0 || second - (seconds[index - 1] ?? 0) > TABS_TTL / 2,
  )
  return { atStart, refreshes: starts.length, requests: seconds.length, dead }

  function isLive({ manager }: Tab): boolean {
    const { token } = manager.snapshot
    return token !== null && endOf(token) > time.now
  }
}

function sum(total: number, count: number): number {
  return total + count
}
