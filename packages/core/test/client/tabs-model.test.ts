import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  TokenFetchError,
  TokenManager,
  type FetchContext,
  type TokenGrant,
} from '../../src/client.ts'
import { Browser, type Fate, type Tab } from './virtual-browser.ts'
import { settle } from './virtual-env.ts'

type Mode = 'ok' | 'down' | 'hang' | 'deny'

/** What happens in one of the tabs, or to what joins them. */
type Command =
  | { readonly type: 'advance' | 'sleep'; readonly part: number }
  | { readonly type: 'jump'; readonly ms: number }
  | { readonly type: 'mail'; readonly fate: Fate }
  | { readonly type: 'serve'; readonly mode: Mode }
  | { readonly type: 'steal' | 'catchUp' }
  | { readonly type: 'identify'; readonly at: number; readonly identity: string | undefined }
  | { readonly type: PageCommand; readonly at: number }

type PageCommand =
  | 'get'
  | 'force'
  | 'refresh'
  | 'subscribe'
  | 'unsubscribe'
  | 'logout'
  | 'dispose'
  | 'hidden'
  | 'visible'
  | 'freeze'
  | 'thaw'
  | 'cache'

interface Page {
  readonly tab: Tab
  readonly manager: TokenManager
  readonly stops: (() => void)[]
  /** Whether there is a newer token than those it has heard of. */
  isBehind: boolean
  isCached: boolean
  isDisposed: boolean
  notified: number
}

interface Issued {
  readonly identity: string | undefined
  /** By the clock that nobody sets, ms. */
  readonly end: number
}

/** Pages of one browser, what joins them, and the server as it really is. */
class World {
  readonly browser = new Browser()
  readonly pages: Page[]
  readonly problems: string[] = []
  readonly #life: number
  readonly #latency: number
  readonly #issued = new Map<string, Issued>()
  #waiting = 0
  #mode: Mode = 'ok'
  #fate: Fate = 'arrives'
  #latest: unknown
  calls = 0
  /** Requests that nothing but the life of the last token explains. */
  unexplained = 0
  /** Pages that were frozen while they waited for a token, and locks that were lost meanwhile. */
  mishaps = 0

  constructor(count: number, life: number, latency: number, seed: number) {
    this.#life = life
    this.#latency = latency
    this.browser.onPost = (data) => this.#notePost(data)
    this.browser.fateOf = (to) => this.#fateOf(to)
    this.browser.onArrival = (to, data) => {
      const page = this.pages.find(({ tab }) => tab === to)
      if (page && data === this.#latest) page.isBehind = false
    }
    let state = seed
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return state / 2_147_483_648
    }
    this.pages = Array.from({ length: count }, () => this.#open(random))
  }

  get now(): number {
    return this.pages[0]?.tab.elapsed ?? 0
  }

  get isQuiet(): boolean {
    return this.#waiting === 0
  }

  #open(random: () => number): Page {
    const tab = this.browser.tab()
    tab.random = random
    const manager: TokenManager = new TokenManager({
      env: tab,
      identity: 'alice',
      tabs: 'test',
      fetchToken: (context) => this.#fetch(page, context),
    })
    const page: Page = {
      tab,
      manager,
      stops: [],
      isBehind: false,
      isCached: false,
      isDisposed: false,
      notified: 0,
    }
    return page
  }

  /** Whoever does not listen will be behind. */
  #notePost(data: unknown): void {
    if ((data as { kind: unknown }).kind !== 'token') return
    this.#latest = data
    const listening = new Set(Array.from(this.browser.channels, ({ tab }) => tab))
    for (const page of this.pages) page.isBehind ||= !listening.has(page.tab)
  }

  /** What a message meets, and who is behind for it. */
  #fateOf(to: Tab): Fate {
    const page = this.pages.find(({ tab }) => tab === to)
    this.#must(page?.isCached !== true, 'a message to a page in the cache')
    if (page && (this.#fate === 'lost' || this.#fate === 'late')) page.isBehind = true
    return this.#fate
  }

  #fetch(page: Page, { identity, signal, reason }: FetchContext): Promise<TokenGrant> {
    this.calls += 1
    this.#must(!page.isDisposed, 'a request after the end')
    this.#must(!page.tab.isFrozen, 'a request of a frozen page')
    this.#must(identity === page.manager.identity, 'a request for another identity')
    if (!page.isBehind && reason !== 'late') this.unexplained += 1
    const mode = this.#mode
    const call = this.calls
    const end = this.now + this.#life
    return new Promise((resolve, reject) => {
      const answer = (): void => {
        if (mode === 'hang') return
        if (mode === 'down') return reject(new TokenFetchError('unavailable'))
        if (mode === 'deny') return reject(new TokenFetchError('denied'))
        this.#issued.set(`token-${call}`, { identity, end })
        if (!signal.aborted) page.isBehind = false
        resolve({ token: `token-${call}`, expiresIn: this.#life / 1000 })
      }
      if (this.#latency === 0) answer()
      else page.tab.setTimeout(answer, this.#latency)
    })
  }

  async run(command: Command): Promise<void> {
    if ('at' in command) return await this.#runIn(command)
    switch (command.type) {
      case 'advance':
        return await this.browser.advance(command.part * this.#life)
      case 'sleep':
        // A request under way would be late, and everybody who waits give up.
        if (this.pages.some((page) => isBusy(page))) return
        return await this.browser.sleep(command.part * this.#life)
      case 'jump':
        for (const { tab } of this.pages) tab.jump(command.ms)
        return
      case 'mail':
        this.#fate = command.fate
        return
      case 'serve':
        this.#mode = command.mode
        return
      case 'steal':
        if (this.pages.some((page) => isBusy(page))) this.mishaps += 1
        return await this.browser.stealLocks()
      case 'catchUp':
        return await this.browser.catchUp()
    }
  }

  async #runIn(command: Extract<Command, { at: number }>): Promise<void> {
    const page = this.pages[command.at % this.pages.length]
    if (!page) return
    if (command.type === 'thaw') return await this.#wake(page)
    // In a page that is frozen nobody does anything.
    if (page.tab.isFrozen) return
    if (command.type === 'identify') page.manager.setIdentity(command.identity)
    else await this.#act(page, command.type)
    this.#checkSnapshot(page)
  }

  async #act(page: Page, type: PageCommand): Promise<void> {
    const { tab, manager, stops } = page
    if (type === 'get') this.#watch(page, manager.getToken())
    if (type === 'force') this.#watch(page, manager.getToken({ force: true }))
    if (type === 'refresh') this.#watch(page, manager.refresh())
    if (type === 'unsubscribe') stops.pop()?.()
    if (type === 'logout') manager.logout()
    if (type === 'hidden' || type === 'visible') await tab.show(type)
    if (type === 'dispose') {
      manager.dispose()
      page.isDisposed = true
      page.notified = 0
    }
    if (type === 'subscribe') {
      const told = (): void => {
        page.notified += 1
        this.#checkSnapshot(page)
      }
      stops.push(manager.subscribe(told))
    }
    if (type === 'freeze' || type === 'cache') {
      if (isBusy(page)) this.mishaps += 1
      if (type === 'cache') {
        await tab.hide()
        page.isCached = true
      }
      tab.isFrozen = true
    }
  }

  async #wake(page: Page): Promise<void> {
    if (!page.tab.isFrozen) return
    const { isCached } = page
    page.isCached = false
    await this.browser.thaw(page.tab)
    if (isCached) await page.tab.comeBack()
  }

  /** Everything works again, and runs long enough for everybody who waits. */
  async calmDown(): Promise<void> {
    this.#fate = 'arrives'
    await this.browser.catchUp()
    for (const page of this.pages) {
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      await this.#wake(page)
    }
    await this.browser.advance(20_002)
  }

  #watch(page: Page, token: Promise<string>): void {
    this.#waiting += 1
    void this.#follow(page, token)
  }

  async #follow({ manager }: Page, token: Promise<string>): Promise<void> {
    const { identity } = manager
    const { epoch } = manager.snapshot
    try {
      const issued = this.#issued.get(await token)
      this.#must(issued !== undefined, 'a token nobody issued')
      this.#must(issued?.identity === identity, 'the token of another identity')
      this.#must(Number(issued?.end) > this.now, 'a token that has ended')
    } catch (error) {
      const code = error instanceof TokenFetchError ? error.code : String(error)
      this.#must(error instanceof TokenFetchError, `an error of another kind: ${code}`)
      const isSame = epoch === manager.snapshot.epoch
      this.#must(code !== 'superseded' || !isSame, 'superseded without another identity')
    }
    this.#waiting -= 1
  }

  #checkSnapshot({ manager, isDisposed }: Page): void {
    const { token, status } = manager.snapshot
    this.#must(!isDisposed || status === 'disposed', 'life after the end')
    if (token === null) return
    const issued = this.#issued.get(token)
    this.#must(issued?.identity === manager.identity, 'a snapshot of another identity')
  }

  #must(isTrue: boolean, problem: string): void {
    if (!isTrue) this.problems.push(problem)
  }
}

function isBusy({ manager }: Page): boolean {
  return ['loading', 'refreshing'].includes(manager.snapshot.status)
}

const at = fc.nat({ max: 5 })
const page = (type: PageCommand, weight: number) => ({
  weight,
  arbitrary: at.map((index): Command => ({ type, at: index })),
})
const passing = (type: 'advance' | 'sleep', weight: number) => ({
  weight,
  arbitrary: fc
    .integer({ min: 0, max: 120 })
    .map((percent): Command => ({ type, part: percent / 100 })),
})
const mail = (...fates: readonly Fate[]) => ({
  weight: 3,
  arbitrary: fc.constantFrom(...fates).map((fate): Command => ({ type: 'mail', fate })),
})
const plain = (type: 'steal' | 'catchUp', weight: number) => ({
  weight,
  arbitrary: fc.constant<Command>({ type }),
})
const script = (...commands: { weight: number; arbitrary: fc.Arbitrary<Command> }[]) =>
  fc.array(fc.oneof(...commands), { minLength: 5, maxLength: 40, size: 'max' })
const count = fc.integer({ min: 2, max: 6 })
const life = fc.integer({ min: 20, max: 600 }).map((seconds) => seconds * 1000)
const latency = fc.constantFrom(0, 100, 500)

/** Commands that leave the tabs with one identity and a server that answers. */
const calm = [
  passing('advance', 8),
  passing('sleep', 1),
  page('get', 4),
  page('hidden', 1),
  page('visible', 1),
  page('unsubscribe', 1),
  page('subscribe', 3),
]

describe('tabs with one identity and a server that answers', () => {
  /**
   * A request is explained when the page that makes it has missed a newer token: its message was
   * lost or is late, or came before the page listened or while it was in the cache; also when it is
   * the second one for an answer that was too late. Of all others there is one for each life, at the
   * earliest after half of it, and one more for each page that was frozen while it waited for a
   * token, and each lock that was lost meanwhile. That holds with one frozen page at a time.
   */
  test('make one request for each life, and one for each frozen holder', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        count,
        life,
        latency,
        fc.nat(),
        script(
          ...calm,
          mail('arrives', 'arrives', 'lost', 'late', 'twice'),
          plain('steal', 1),
          plain('catchUp', 2),
          page('freeze', 2),
          page('cache', 1),
          page('thaw', 4),
        ),
        async (pages, ms, delay, seed, steps) => {
          const world = new World(pages, ms, delay, seed)
          const start = world.now
          for (const step of steps) {
            const isFreezing = step.type === 'freeze' || step.type === 'cache'
            if (isFreezing && world.pages.some(({ tab }) => tab.isFrozen)) continue
            await world.run(step)
            await settle()
          }
          const lives = Math.floor((world.now - start) / (0.5 * ms)) + 1
          expect(world.unexplained).toBeLessThanOrEqual(lives + world.mishaps)
          await world.calmDown()
          expect(world.problems).toEqual([])
          expect(world.isQuiet).toBe(true)
        },
      ),
      { numRuns: 250 },
    ),
  )

  test('that open together make exactly one for all', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(count, life, fc.nat(), async (pages, ms, seed) => {
        const world = new World(pages, ms, 100, seed)
        for (const index of world.pages.keys()) await world.run({ type: 'subscribe', at: index })
        await world.run({ type: 'advance', part: 0.49 })
        expect(world.calls).toBe(1)
        const tokens = new Set(world.pages.map(({ manager }) => manager.snapshot.token))
        expect(tokens).toEqual(new Set(['token-1']))
      }),
      { numRuns: 50 },
    ),
  )

  test('that open together make one more when one of them freezes', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(count, life, fc.nat(), at, async (pages, ms, seed, frozen) => {
        const world = new World(pages, ms, 100, seed)
        for (const index of world.pages.keys()) await world.run({ type: 'subscribe', at: index })
        await settle()
        await world.run({ type: 'freeze', at: frozen })
        await world.run({ type: 'advance', part: 0.2 })
        // Only the first one has the lock.
        expect(world.calls).toBe(frozen % pages === 0 ? 2 : 1)
        for (const { tab, manager } of world.pages) {
          if (!tab.isFrozen) expect(manager.snapshot.status).toBe('ready')
        }
      }),
      { numRuns: 50 },
    ),
  )
})

test('whatever happens in and between the tabs, each keeps its promises', { timeout: 60_000 }, () =>
  fc.assert(
    fc.asyncProperty(
      count,
      life,
      latency,
      fc.nat(),
      script(
        ...calm,
        mail('arrives', 'lost', 'late', 'twice'),
        plain('steal', 1),
        plain('catchUp', 2),
        page('force', 2),
        page('refresh', 2),
        page('logout', 1),
        page('dispose', 1),
        page('freeze', 2),
        page('cache', 2),
        page('thaw', 3),
        {
          weight: 3,
          arbitrary: fc
            .tuple(at, fc.constantFrom('alice', 'bob', undefined))
            .map(([index, identity]): Command => ({ type: 'identify', at: index, identity })),
        },
        {
          weight: 3,
          arbitrary: fc
            .constantFrom('ok' as const, 'ok' as const, 'down' as const, 'hang' as const, 'deny')
            .map((mode): Command => ({ type: 'serve', mode })),
        },
        // Set back, a clock hides the age of a message that is late.
        {
          weight: 1,
          arbitrary: fc.nat({ max: 3_600_000 }).map((ms): Command => ({ type: 'jump', ms })),
        },
      ),
      async (pages, ms, delay, seed, steps) => {
        const world = new World(pages, ms, delay, seed)
        for (const step of steps) {
          await world.run(step)
          await settle()
        }
        await world.run({ type: 'serve', mode: 'ok' })
        await world.calmDown()
        expect(world.problems).toEqual([])
        expect(world.isQuiet).toBe(true)

        // Whoever is still there gets a token for somebody new.
        for (const [index, { manager, isDisposed }] of world.pages.entries()) {
          await world.run({ type: 'visible', at: index })
          await world.run({ type: 'subscribe', at: index })
          await world.run({ type: 'identify', at: index, identity: 'carol' })
          await world.run({ type: 'advance', part: 0.2 })
          expect(manager.snapshot.status).toBe(isDisposed ? 'disposed' : 'ready')
        }
        for (const index of world.pages.keys()) await world.run({ type: 'dispose', at: index })
        const { calls } = world
        await world.browser.advance(600_000)
        expect(world.calls).toBe(calls)
        expect(world.problems).toEqual([])
        expect(world.browser.channels.size).toBe(0)
        expect(world.pages.map(({ tab }) => tab.pending)).toEqual(world.pages.map(() => 0))
      },
    ),
    { numRuns: 250 },
  ),
)
