import { createContext, runInContext } from 'node:vm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { harnessCode } from './support/harness-code.ts'
import type { TabHarness } from './support/harness.ts'
import { useStage } from './support/stage.ts'
import { tabIn } from './support/tab.ts'

const stage = useStage()

/** Loads the client where there is nothing but the language and those globals. */
async function loadWith(globals: object): Promise<TabHarness> {
  const context = createContext(globals)
  runInContext(await harnessCode(), context)
  return (context as { readonly tab: TabHarness }).tab
}

describe('the client', () => {
  test('loads where there is no global but those of the language', async () => {
    const tab = await loadWith({})
    expect(tab.log).toEqual([])
  })

  test('renews a token where a window has no listeners, as in React Native', async () => {
    const site = await stage.site(2)
    const globals: Record<string, unknown> = {
      AbortController,
      Request,
      URL,
      clearTimeout,
      fetch,
      navigator: { product: 'ReactNative' },
      performance,
      setTimeout,
    }
    globals['window'] = globals
    const tab = await loadWith(globals)
    tab.start({ endpoint: `${site.origin}/token`, timers: 'worker', dropOnPersist: true })
    const { manager } = tab
    onTestFinished(() => manager.dispose())
    const seen = new Promise<string>((resolve) => {
      manager.events.addEventListener('refreshed', () => resolve(`${manager.snapshot.token}`))
    })
    expect(await manager.getToken()).toBe('token-1')
    expect(await seen).toMatch(/^token-[12]$/)
    expect(await manager.getToken()).toBe('token-2')
  })

  test('renews a token in a module worker', async () => {
    const site = await stage.site(2)
    const { page } = await stage.tab(site)
    const [worker] = await Promise.all([
      page.waitForEvent('worker'),
      page.evaluate(() => void new Worker('/harness.js', { type: 'module' })),
    ])
    await expect.poll(() => worker.evaluate(() => typeof globalThis.tab)).toBe('object')
    const tab = tabIn(worker)
    await tab.start()
    await tab.untilToken('token-2')
    expect(await worker.evaluate(() => [typeof window, typeof document])).toEqual([
      'undefined',
      'undefined',
    ])
  })
})
