import { join } from 'node:path'
import { chromium } from 'playwright'
import { chromiumLaunch } from '../../../../scripts/chromium-launch.ts'

/** WebCrypto wants a secure context, which a page of this machine is. */
const ORIGIN = 'http://localhost'

/**
 * A page holds timers of no time back by 4 ms after a few, and fake timers go on by thousands of
 * them: they become tasks.
 */
const PROMPT_TIMERS = `{
  const { setTimeout: later, clearTimeout: cancel } = globalThis
  const waiting = new Set()
  let last = 0
  globalThis.setTimeout = (run, ms = 0, ...rest) => {
    if (ms > 0 || typeof run !== 'function') return later(run, ms, ...rest)
    const id = (last -= 1)
    waiting.add(id)
    scheduler.postTask(() => waiting.delete(id) && run(...rest))
    return id
  }
  globalThis.clearTimeout = (id) => void (waiting.delete(id) || cancel(id))
}`

/** Runs a module of a folder in a page; what its `run` returns comes back as JSON tells it. */
export async function runInChromium(folder: string, module: string): Promise<unknown> {
  const browser = await chromium.launch(chromiumLaunch)
  try {
    const page = await browser.newPage()
    await page.route(`${ORIGIN}/`, (route) => route.fulfill({ contentType: 'text/html', body: '' }))
    await page.addInitScript(PROMPT_TIMERS)
    const contentType = 'text/javascript; charset=utf-8'
    await page.route(`${ORIGIN}/module.js`, (route) =>
      route.fulfill({ contentType, path: join(folder, module) }),
    )
    await page.goto(`${ORIGIN}/`)
    const text = await page.evaluate<string>(
      `import('/module.js').then(({ run }) => run()).then((answer) => JSON.stringify(answer))`,
    )
    return JSON.parse(text)
  } finally {
    await browser.close()
  }
}
