import type { Frame } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useStage } from './support/stage.ts'
import { tabIn, until, type PageTab } from './support/tab.ts'

const stage = useStage()

/** Puts a frame into the page. */
async function frameIn({ page }: PageTab, src: string, sandbox?: string): Promise<Frame> {
  await page.evaluate(
    ([address, flags]) => {
      const frame = document.createElement('iframe')
      if (flags !== undefined) frame.setAttribute('sandbox', flags)
      frame.src = address
      document.body.append(frame)
    },
    [src, sandbox] as const,
  )
  const find = (): Frame | undefined => page.frames().find((each) => each.url() === src)
  await until(find).toBeDefined()
  const frame = find()
  if (frame === undefined) throw new Error('the frame is gone')
  await frame.waitForLoadState()
  return frame
}

describe('a frame in a sandbox', () => {
  test('works by itself where every lock is refused', async () => {
    const site = await stage.site(3)
    const page = await stage.tab(site)
    const frame = await frameIn(page, `${site.origin}/boxed`, 'allow-scripts')
    const refusal = frame.evaluate(() =>
      navigator.locks.request('any', () => 'granted').catch((error: Error) => error.name),
    )
    expect([await frame.evaluate(() => origin), await refusal]).toEqual(['null', 'SecurityError'])
    const boxed = tabIn(frame)
    await boxed.start({ endpoint: `${site.origin}/token` })
    await boxed.untilToken('token-2')
    expect(await boxed.count('lock_timeout')).toBe(0)
    expect(await boxed.count('fetch_fail')).toBe(0)
  })
})

describe('a frame of another site', () => {
  test('works, and shares its token with the same frame in another tab', async () => {
    const site = await stage.site(60)
    const [first, second] = await stage.tabs(site, 2)
    const elsewhere = `http://elsewhere.localhost:${site.port}`
    const options = { endpoint: `${site.origin}/token` }
    const frames = [first, second].map(async (tab) => {
      if (tab === undefined) throw new Error('no page was opened')
      return tabIn(await frameIn(tab, `${elsewhere}/framed`))
    })
    const [one, other] = await Promise.all(frames)
    await one?.start(options)
    await one?.untilToken('token-1')
    await other?.start(options)
    await other?.untilToken('token-2')
    await one?.until('adopted')
    expect(await one?.token()).toBe('token-2')
  })
})

describe('a page of an insecure origin', () => {
  test('has no lock and no keys, and still renews its token', async () => {
    const { port } = await stage.site(3)
    const site = { origin: `http://phone.example:${port}` }
    const tab = await stage.tab(site)
    const found = tab.page.evaluate(() => {
      const { locks } = navigator as { readonly locks?: unknown }
      const { subtle } = crypto as { readonly subtle?: unknown }
      return [isSecureContext, typeof locks, typeof subtle, typeof BroadcastChannel]
    })
    expect(await found).toEqual([false, 'undefined', 'undefined', 'function'])
    await tab.start()
    await tab.until('refreshed', 2)
    expect(await tab.count('fetch_fail')).toBe(0)
  })

  test('shares a token with the others that are there', async () => {
    const site = await stage.site(60)
    const [first, second] = await stage.tabs({ origin: `http://phone.example:${site.port}` }, 2)
    await first?.start()
    await first?.untilToken('token-1')
    await second?.start()
    await second?.untilToken('token-2')
    await first?.until('adopted')
    expect(await first?.token()).toBe('token-2')
    expect(site.requests.map(({ from }) => from)).toEqual(['a', 'b'])
  })
})
