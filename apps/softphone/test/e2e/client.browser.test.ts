import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { leapingClocks } from './support/clocks.ts'
import { Person } from './support/person.ts'
import { Stage } from './support/stage.ts'

/** What the page does with its token by itself is the same on every framework. */
describe('the token of a tab', () => {
  let browser: Browser
  let stage: Stage | undefined

  beforeAll(async () => {
    browser = await launchBrowser()
  })

  afterEach(async () => {
    const done = stage
    stage = undefined
    await done?.close()
  })

  afterAll(async () => {
    await browser.close()
  })

  async function open(ttl: number): Promise<Stage> {
    stage = await Stage.open({ browser, framework: 'hono', ttl })
    return stage
  }

  async function arrive(on: Stage, name: string): Promise<Person> {
    const person = new Person(await on.newTab(), name)
    await person.signIn()
    return person
  }

  test('is fetched once for all tabs of a name, and each tells how it came by it', async () => {
    const on = await open(4)
    const fetched: string[] = []
    on.context.on('response', (response) => {
      if (!response.url().endsWith('/token')) return
      void response.json().then(({ access_token: token }) => fetched.push(String(token)))
    })
    const alice = await arrive(on, 'Alice')
    const elsewhere = await arrive(on, 'Alice')
    const count = (person: Person, text: string): Promise<number> => person.line(text).count()
    // The second tab fetches when it comes; from then on whoever is due first does, for both.
    await expect.poll(() => count(alice, ''), POLL).toBeGreaterThanOrEqual(5)

    // Between a request and what comes of it the numbers are on their way.
    await vi.waitFor(async () => {
      const [here, there] = [await count(alice, FETCHED), await count(elsewhere, FETCHED)]
      expect([fetched.length, new Set(fetched).size]).toEqual([here + there, here + there])
      // Of the first token there was nobody yet to take it over.
      expect([await count(alice, ADOPTED), await count(elsewhere, ADOPTED)]).toEqual([
        there,
        here - 1,
      ])
      expect(await alice.tokenEnd()).toBe(await elsewhere.tokenEnd())
    }, POLL)
    const text = (await alice.line('').allInnerTexts()).join(' ')
    expect(text).toContain('Another tab fetched it')
    expect(text).not.toMatch(/eyJ/)
  })

  test('goes with a sign-out in another tab, also when the server is away', async () => {
    const on = await open(60)
    on.expectComplaint(/Failed to load resource/)
    const alice = await arrive(on, 'Alice')
    const elsewhere = await arrive(on, 'Alice')
    await alice.page.route('**/sign-out', (route) => route.abort())
    await alice.button('Sign out').click()
    await alice.text('the sign-out did not get through').waitFor()
    await elsewhere.isSignedOut()
    await elsewhere.text('You signed out in another tab.').waitFor()

    await elsewhere.signIn()
    await elsewhere.line('Another tab of this name did.').waitFor()
    expect(await elsewhere.line('Started as Alice.').count()).toBe(2)
    await alice.isSignedOut()
  })

  test('is replaced after a sleep, and the timeline says so, and that the clock is wrong', async () => {
    const on = await open(4)
    await on.context.addInitScript(leapingClocks)
    const alice = await arrive(on, 'Alice')
    const before = await alice.tokenEnd()
    await alice.page.evaluate(() => globalThis.leap?.(95_000))
    await alice.line(/The timer rang 9\d s late\./).waitFor()
    await alice.line(/The token ran out\.\s*The page slept past its end\./).waitFor()
    await alice.line('The old one had run out.').waitFor()
    await alice.line("The clock here is 95 s ahead of the server's.").waitFor()
    expect(await alice.tokenEnd()).not.toBe(before)
    await alice.isOnline()
  })

  test('waits for the network, and is fetched as soon as it is back', async () => {
    const on = await open(4)
    on.expectComplaint(/ERR_INTERNET_DISCONNECTED/)
    const alice = await arrive(on, 'Alice')
    const place = await alice.timeline.boundingBox()
    await on.context.setOffline(true)
    await alice.line('The token stays good; renewing it waits.').waitFor()
    await alice.line(/The token ran out\.\s*There was no network to renew it over\./).waitFor()
    await alice.text('Nothing while there is no token.').waitFor()
    expect(await alice.timeline.boundingBox()).toEqual(place)
    await on.context.setOffline(false)
    await alice.line('The network is back.').waitFor()
    await alice.line('Fetched a token').nth(1).waitFor()
    await alice.isOnline()
  })

  test('is tried again when a request fails, at the time that the timeline names', async () => {
    const on = await open(3)
    on.expectComplaint(/Failed to load resource/)
    const alice = await arrive(on, 'Alice')
    await alice.page.route('**/token', (route) => route.abort(), { times: 2 })
    const outage = alice.line('No new token, 2 times in a row: the request did not get through.')
    await outage.waitFor()
    expect(await outage.innerText()).toMatch(/Next try at \d\d:\d\d:\d\d\./)
    await alice.line('Tried again after the failure.').waitFor()
  })
})

const POLL = { timeout: 30_000, interval: 100 }
const FETCHED = 'Fetched a token'
const ADOPTED = 'Took over a token'
