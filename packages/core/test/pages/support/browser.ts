import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from 'playwright'
import { chromiumLaunch } from '../../../../../scripts/chromium-launch.ts'

/** A Chromium whose pages are hidden, frozen and kept as those of a person are. */
export interface RealBrowser {
  /** Makes contexts of their own, in which every page is held to be seen. */
  readonly browser: Browser
  /** One window: of its pages, the one at the front is seen. */
  readonly window: BrowserContext
  close(): Promise<void>
}

/** What a test runner switches off so that nothing sleeps. */
const SWITCHED_OFF = [
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

/**
 * Starts Chromium twice over: one connection starts and ends it, and another one looks at its pages.
 * Only to a browser that was there before can it be said that no page is to be kept in front.
 */
export async function launchBrowser(): Promise<RealBrowser> {
  const owner = await chromium.launch({
    ...chromiumLaunch,
    args: [
      ...chromiumLaunch.args,
      '--remote-debugging-port=0',
      // Any name is this machine.
      '--host-resolver-rules=MAP * 127.0.0.1',
    ],
    ignoreDefaultArgs: SWITCHED_OFF,
  })
  const browser = await chromium.connectOverCDP(await debuggerOf(owner), { noDefaults: true })
  const [window] = browser.contexts()
  if (window === undefined) throw new Error('the browser has no window')
  return {
    browser,
    window,
    async close() {
      await browser.close()
      await owner.close()
    },
  }
}

async function debuggerOf(owner: Browser): Promise<string> {
  const session = await owner.newBrowserCDPSession()
  const { commandLine } = await session.send('SystemInfo.getInfo')
  const [, folder = ''] = /--user-data-dir=(\S+)/.exec(commandLine) ?? []
  const [port, path] = (await readFile(join(folder, 'DevToolsActivePort'), 'utf8')).split('\n')
  return `ws://127.0.0.1:${port}${path}`
}
