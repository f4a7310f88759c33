import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { launchBrowser, type RealBrowser } from './browser.ts'
import { openTab, type PageTab } from './tab.ts'
import { startTokenServer, type TokenServer } from './token-server.ts'

/** What the tests of a file play on; whatever they open is gone when they end. */
export interface Stage {
  /** A site whose tokens live so long, seconds. */
  site(life: number): Promise<TokenServer>
  /** Pages of one browser, all of them seen, with the names `a`, `b` and so on. */
  tabs(site: Pick<TokenServer, 'origin'>, count: number): Promise<readonly PageTab[]>
  /** One page of a browser of its own. */
  tab(site: Pick<TokenServer, 'origin'>): Promise<PageTab>
  /** A page at the front of the one window, which hides the one that was there. */
  front(site: TokenServer, name: string): Promise<PageTab>
}

/** Starts one browser for the tests of a file. */
export function useStage(): Stage {
  let chromium: RealBrowser | undefined

  beforeAll(async () => {
    chromium = await launchBrowser()
  })
  afterAll(() => chromium?.close())

  function started(): RealBrowser {
    if (chromium === undefined) throw new Error('the browser has not started')
    return chromium
  }

  async function tabs(
    { origin }: Pick<TokenServer, 'origin'>,
    count: number,
  ): Promise<readonly PageTab[]> {
    const context = await started().browser.newContext()
    onTestFinished(() => context.close())
    const names = Array.from('abcdef').slice(0, count)
    return await Promise.all(names.map((name) => openTab(context, origin, name)))
  }

  return {
    async site(life) {
      const site = await startTokenServer(life)
      onTestFinished(() => site.close())
      return site
    },
    tabs,
    async tab(site) {
      const [only] = await tabs(site, 1)
      if (only === undefined) throw new Error('no page was opened')
      return only
    },
    async front({ origin }, name) {
      const tab = await openTab(started().window, origin, name)
      onTestFinished(() => tab.page.close())
      return tab
    },
  }
}
