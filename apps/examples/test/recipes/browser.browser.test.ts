import { readFileSync } from 'node:fs'
import { TokenManager, type TokenSnapshot } from '@grantline/core/client'
import type { BrowserContext } from 'playwright'
import { get, type Readable } from 'svelte/store'
import { createRenderer, h, nextTick, type ShallowRef } from 'vue'
import { expect, onTestFinished, test } from 'vitest'
import { launchChromium } from '../run/browser.ts'
import { bundle } from '../run/bundle.ts'
import { bundlePage, serveFiles, servePage } from '../run/serve-page.ts'
import { recipesOf } from './recipes.ts'

/** What the page exports, for what is evaluated in it. */
declare const page: {
  readonly manager: TokenManager
  signIn(user: string): Promise<void>
  signOut(): Promise<void>
}

const recipes = recipesOf('browser.md')
const patience = { timeout: 20_000 }
const browser = await launchChromium({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })

const openContext = async (): Promise<BrowserContext> => {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  return context
}

/** A manager whose tokens are `one`, `two` and so on. */
function countingManager() {
  const names = ['one', 'two', 'three']
  return new TokenManager({
    fetchToken: async () => ({ token: names.shift() ?? '', expiresIn: 300 }),
  })
}

test('browsers: the syntax is that of the named ones, and everything but fetch may be missing', async () => {
  const bundled = async (target: string | string[]): Promise<string> =>
    await bundle(
      { code: `export * from '@grantline/core/client'` },
      {
        platform: 'neutral',
        plugins: [],
        target,
        // Older than any of them; what esbuild cannot know is which names they have.
        supported: { 'regexp-unicode-property-escapes': true },
      },
    )
  const newest = await bundled('esnext')
  expect(await bundled(['chrome94', 'edge94', 'firefox93', 'safari16.4'])).toBe(newest)
  // The comparison tells: older browsers get other code.
  expect(await bundled('chrome70')).not.toBe(newest)

  const { url } = await recipes.start('hidden-tabs')
  const context = await openContext()
  await context.addInitScript(() => {
    for (const name of ['BroadcastChannel', 'Worker']) delete (globalThis as never)[name]
    Object.defineProperty(navigator, 'locks', { value: undefined })
  })
  const tab = await context.newPage()
  await tab.goto(await servePage(recipes.code('hidden-tabs-page'), url))
  expect(await tab.evaluate(() => page.manager.getToken())).toMatch(/^ey/)
})

test('auth-fetch: a token that was revoked is replaced', async () => {
  const server = recipesOf('revocation.md')
  const changes = { "request.headers.get('x-user')": `'alice' as string | null` }
  const { url } = await server.start('revocation', { changes })
  const api = await recipes.load<{ whoAmI(): Promise<string> }>('auth-fetch', url)
  const sent: string[] = []
  const { fetch } = globalThis
  globalThis.fetch = async (...given) => {
    const token = new Request(...given).headers.get('authorization')?.slice('Bearer '.length)
    if (token !== undefined) sent.push(token)
    return await fetch(...given)
  }
  onTestFinished(() => {
    globalThis.fetch = fetch
  })
  expect(await api.whoAmI()).toBe('alice')
  const body = new URLSearchParams({ token: sent[0] ?? '' })
  expect((await fetch(`${url}/token/revoke`, { method: 'POST', body })).status).toBe(200)
  expect(await api.whoAmI()).toBe('alice')
  expect(sent).toHaveLength(3)
  expect(sent[1]).toBe(sent[0])
  expect(sent[2]).not.toBe(sent[0])
})

const listens = `document.addEventListener('visibilitychange', () => {
  const user = userNow()
  if (user !== manager.identity) manager.setIdentity(user)
})`

test.each([
  ['by looking when it is seen', listens],
  ['by the probe alone, from the back-forward cache', ''],
])('sign-in: no tab shows the token of the user before, %s', async (_how, listening) => {
  const { url } = await recipes.start('sign-in')
  const context = await openContext()
  // Whether a page came from the back-forward cache, it only knows at that moment.
  await context.addInitScript(() => {
    addEventListener('pageshow', ({ persisted }) => {
      document.title = persisted ? 'back' : 'new'
    })
  })
  const code = recipes.code('sign-in-page')
  expect(code).toContain(listens)
  const address = await servePage(code.replace(listens, listening), url)
  const open = async () => {
    const tab = await context.newPage()
    await tab.goto(address)
    /** Who the token is for, asked of the manager. */
    const user = () =>
      tab.evaluate(async () => {
        await page.manager.getToken().catch(() => {})
        return page.manager.snapshot.grant?.subject ?? 'nobody'
      })
    return { tab, user }
  }
  const [one, two] = [await open(), await open()]
  expect(await one.user()).toBe('nobody')
  await one.tab.evaluate(() => page.signIn('alice'))
  expect(await one.user()).toBe('alice')
  await two.tab.reload()
  expect(await two.user()).toBe('alice')

  // In the background, and then in the back-forward cache, while another user comes.
  await two.tab.goto(`${address}/elsewhere`)
  const three = await open()
  expect(await three.user()).toBe('alice')
  await one.tab.evaluate(() => page.signOut())
  const stateOf = () => three.tab.evaluate(() => page.manager.snapshot.token)
  await expect.poll(stateOf, patience).toBe(null)
  expect([await one.user(), await three.user()]).toEqual(['nobody', 'nobody'])
  await one.tab.evaluate(() => page.signIn('bob'))
  expect(await one.user()).toBe('bob')

  await two.tab.evaluate(() => history.back())
  await expect.poll(() => two.tab.title(), patience).toBe('back')
  expect(await two.user()).toBe('bob')
  expect(await two.tab.evaluate(() => page.manager.identity)).toBe('bob')

  if (listening === '') return
  await three.tab.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  expect(await three.user()).toBe('bob')
})

test.each([
  [1, {}],
  [0, { ' worker-src blob:': '' }],
])('hidden-tabs: %i worker keeps the time where the policy says so', async (workers, changes) => {
  const { url } = await recipes.start('hidden-tabs', { changes })
  const body = await bundlePage(recipes.code('hidden-tabs-page'))
  const context = await openContext()
  const tab = await context.newPage()
  await tab.goto(await serveFiles({ '/app.js': { type: 'text/javascript', body } }, url))
  await tab.evaluate(() => void page.manager.subscribe(() => {}))
  const status = () => tab.evaluate(() => page.manager.snapshot.status)
  await expect.poll(status, patience).toBe('ready')
  expect(tab.workers()).toHaveLength(workers)
})

test('vue: a component shows the token, follows it, and lets it rest', async () => {
  const recipe = await recipes.load<{
    useToken(manager: TokenManager): ShallowRef<TokenSnapshot>
  }>('vue', '')
  const manager = countingManager()
  const screen = { text: '' }
  // A screen of one line.
  const { createApp } = createRenderer<{ text: string }, { text: string }>({
    createElement: () => screen,
    createText: (text) => ({ text }),
    createComment: (text) => ({ text }),
    setElementText: (node, text) => {
      node.text = text
    },
    setText: () => {},
    insert: () => {},
    remove: () => {},
    patchProp: () => {},
    parentNode: () => screen,
    nextSibling: () => null,
  })
  const app = createApp({
    setup() {
      const token = recipe.useToken(manager)
      return () => h('output', `${token.value.status} ${token.value.token}`)
    },
  })
  app.mount(screen)
  await expect.poll(() => screen.text, patience).toBe('ready one')
  await manager.refresh()
  await nextTick()
  expect(screen.text).toBe('ready two')
  app.unmount()
  await manager.refresh()
  await nextTick()
  expect(screen.text).toBe('ready two')
})

test('svelte: a store that fetches while somebody reads it', async () => {
  const recipe = await recipes.load<{
    tokenStore(manager: TokenManager): Readable<TokenSnapshot>
  }>('svelte', '')
  const manager = countingManager()
  const store = recipe.tokenStore(manager)
  expect(get(store).token).toBe(null)
  const seen: (string | null)[] = []
  const stop = store.subscribe(({ token }) => seen.push(token))
  await expect.poll(() => seen.at(-1), patience).toBe('one')
  await manager.refresh()
  expect(seen.at(-1)).toBe('two')
  stop()
  await manager.refresh()
  expect(seen.at(-1)).toBe('two')
  expect(get(store).token).toBe('three')
})

test.each([
  ['next-page', 'page.tsx'],
  ['next-phone', 'phone.tsx'],
])('%s: what the example has, which is built and opened by a test of its own', (name, file) => {
  const path = new URL(`../../src/next/app/${file}`, import.meta.url)
  expect(recipes.code(name)).toBe(readFileSync(path, 'utf8'))
})

recipes.testThatAllRan()
