import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  TokenFetchError,
  TokenManager,
  type FetchContext,
  type TokenGrant,
} from '../../src/client.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

const HOUR = 3_600_000
/** A page is not followed for longer than this at a stretch; it may sleep for longer. */
const LONGEST_STRETCH = 2 * HOUR

/** Microtasks between two commands; with more than these, everything settles in between. */
const FEW_TURNS = 8

async function microtasks(turns: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
}

type Mode = 'ok' | 'slow' | 'down' | 'busy' | 'broken' | 'hang' | 'deaf' | 'deny'

/** What the device, the network, the server and the app do. */
type Command =
  | { readonly type: 'advance' | 'sleep' | 'stalledSleep'; readonly part: number }
  | { readonly type: 'jump'; readonly ms: number }
  | { readonly type: 'get'; readonly minValidity?: number }
  | { readonly type: 'serve'; readonly mode: Mode }
  | { readonly type: 'connect'; readonly isOnline: boolean }
  | { readonly type: 'show'; readonly isVisible: boolean }
  | { readonly type: 'leave' | 'back' }
  | { readonly type: 'identify'; readonly identity: string | undefined }
  | { readonly type: 'force' | 'reject' | 'refresh' | 'subscribe' | 'unsubscribe' | 'logout' }

interface Issued {
  readonly identity: string | undefined
  /** True time, ms. */
  readonly end: number
}

/** A manager, its device, and the server as it really is. */
class World {
  readonly env = new VirtualEnv()
  readonly manager: TokenManager
  readonly problems: string[] = []
  readonly #life: number
  readonly #issued = new Map<string, Issued>()
  readonly #stops: (() => void)[] = []
  #mode: Mode = 'ok'
  #active = 0
  #waiting = 0
  /** True time, ms: what the device's clocks would show if nobody touched them. */
  #slept = 0
  calls = 0
  notified = 0

  constructor(life: number, skew: number, seed: number) {
    this.#life = life
    this.env.jump(skew)
    let state = seed
    this.env.random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return state / 2_147_483_648
    }
    this.manager = new TokenManager({
      env: this.env,
      identity: 'alice',
      fetchToken: (context) => this.#fetch(context),
      onEvent: (event) => {
        if (event.type !== 'fetch_fail' || event.retryAt === undefined) return
        const delay = event.retryAt - this.env.wall / 1000
        const [least, longest] = event.code === 'rate_limited' ? [1, 375] : [0.5, 60]
        const isInRange = delay >= least - 0.001 && delay <= longest + 0.001
        this.#must(isInRange, `waits ${delay} s after ${event.code}`)
      },
    })
  }

  get isQuiet(): boolean {
    return this.#waiting === 0
  }

  get #now(): number {
    return this.env.elapsed + this.#slept
  }

  async run(command: Command): Promise<void> {
    switch (command.type) {
      case 'advance':
        await this.env.advance(Math.min(command.part * this.#life, LONGEST_STRETCH))
        break
      case 'sleep':
        await this.env.sleep(command.part * this.#life)
        break
      case 'stalledSleep':
        // What is settled already is heard before the device sleeps, as in any sleep.
        await settle()
        this.#slept += command.part * this.#life
        await this.env.sleep(command.part * this.#life, { stalled: true })
        break
      case 'jump':
        this.env.jump(command.ms)
        break
      case 'get':
        this.#get(command.minValidity === undefined ? {} : { minValidity: command.minValidity })
        break
      case 'force':
        this.#get({ force: true })
        break
      case 'reject':
        this.#get({ force: this.manager.snapshot.token ?? false })
        break
      case 'refresh':
        this.#watch(this.manager.refresh())
        break
      case 'serve':
        this.#mode = command.mode
        break
      case 'connect':
        this.env.isOnline = command.isOnline
        void this.env.dispatch('online')
        break
      case 'show':
        void this.env.show(command.isVisible ? 'visible' : 'hidden')
        break
      case 'leave':
        void this.env.hide()
        break
      case 'back':
        void this.env.comeBack()
        break
      case 'identify':
        this.manager.setIdentity(command.identity)
        break
      case 'logout':
        this.manager.logout()
        break
      case 'subscribe':
        this.#stops.push(
          this.manager.subscribe(() => {
            this.notified += 1
            this.#checkSnapshot()
          }),
        )
        break
      case 'unsubscribe':
        this.#stops.pop()?.()
        break
    }
    this.#checkSnapshot()
  }

  #get(options: { minValidity?: number; force?: boolean | string }): void {
    const { identity } = this.manager
    this.#watch(this.manager.getToken(options), identity)
  }

  #watch(token: Promise<string>, identity: string | undefined = this.manager.identity): void {
    this.#waiting += 1
    void this.#follow(token, identity)
  }

  async #follow(token: Promise<string>, identity: string | undefined): Promise<void> {
    const { epoch } = this.manager.snapshot
    try {
      const issued = this.#issued.get(await token)
      this.#must(issued !== undefined, 'a token nobody issued')
      this.#must(issued?.identity === identity, 'the token of another identity')
      this.#must(Number(issued?.end) > this.#now, 'a token that has ended')
    } catch (error) {
      const code = error instanceof TokenFetchError ? error.code : String(error)
      this.#must(error instanceof TokenFetchError, `an error of another kind: ${code}`)
      const isSame = epoch === this.manager.snapshot.epoch
      this.#must(code !== 'superseded' || !isSame, 'superseded without another identity')
    }
    this.#waiting -= 1
  }

  #fetch({ identity, signal }: FetchContext): Promise<TokenGrant> {
    this.calls += 1
    this.#must(!signal.aborted, 'a request that was over before it began')
    this.#must(identity === this.manager.identity, 'a request for another identity')
    this.#active += 1
    this.#must(this.#active === 1, 'two requests at once')
    const mode = this.#mode
    // The server may have made it as soon as it was asked, however long the answer takes.
    const end = this.#now + this.#life
    return new Promise((resolve, reject) => {
      let isOver = false
      const over = (): void => {
        if (!isOver) this.#active -= 1
        isOver = true
      }
      const answer = (): void => {
        over()
        const token = `token-${this.calls}-${this.#issued.size}`
        this.#issued.set(token, { identity, end })
        resolve({ token, expiresIn: this.#life / 1000 })
      }
      const fail = (error: unknown): void => {
        over()
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a source may throw anything
        reject(error)
      }
      // The answer lands in the same moment as the abort: the hardest case for whoever ignores it.
      signal.addEventListener('abort', mode === 'deaf' ? over : answer)
      if (mode === 'ok') answer()
      if (mode === 'slow') this.env.setTimeout(answer, 2000)
      if (mode === 'down') fail(new TokenFetchError('unavailable'))
      if (mode === 'busy') fail(new TokenFetchError('rate_limited', { retryAfter: 500 }))
      if (mode === 'broken') fail(new TypeError('fetch failed'))
      if (mode === 'deny') fail(new TokenFetchError('denied'))
    })
  }

  #checkSnapshot(): void {
    const { token } = this.manager.snapshot
    if (token === null) return
    const issued = this.#issued.get(token)
    this.#must(issued?.identity === this.manager.identity, 'a snapshot of another identity')
  }

  #must(isTrue: boolean, problem: string): void {
    if (!isTrue) this.problems.push(problem)
  }
}

const plain = (type: 'force' | 'reject' | 'refresh' | 'subscribe' | 'unsubscribe' | 'logout') =>
  fc.constant<Command>({ type })
const part = fc.integer({ min: 0, max: 120 }).map((percent) => percent / 100)
const passing = (type: 'advance' | 'sleep' | 'stalledSleep') =>
  part.map((value): Command => ({ type, part: value }))
const modes = ['ok', 'ok', 'slow', 'down', 'busy', 'broken', 'hang', 'deaf', 'deny'] as const

const everyday: { arbitrary: fc.Arbitrary<Command>; weight: number }[] = [
  { weight: 5, arbitrary: passing('advance') },
  { weight: 2, arbitrary: passing('sleep') },
  { weight: 4, arbitrary: fc.constant<Command>({ type: 'get' }) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 100 }).map((minValidity): Command => ({ type: 'get', minValidity })),
  },
  { weight: 2, arbitrary: plain('force') },
  { weight: 2, arbitrary: plain('reject') },
  { weight: 2, arbitrary: plain('refresh') },
  { weight: 3, arbitrary: plain('subscribe') },
  { weight: 2, arbitrary: plain('unsubscribe') },
  { weight: 1, arbitrary: plain('logout') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('alice', 'bob', undefined).map((identity): Command => ({
      type: 'identify',
      identity,
    })),
  },
  { weight: 3, arbitrary: fc.constantFrom(...modes).map((mode) => ({ type: 'serve', mode })) },
  { weight: 1, arbitrary: fc.boolean().map((isOnline) => ({ type: 'connect', isOnline })) },
  { weight: 1, arbitrary: fc.boolean().map((isVisible) => ({ type: 'show', isVisible })) },
  { weight: 1, arbitrary: fc.constantFrom('leave', 'back').map((type): Command => ({ type })) },
]
const forward = fc.nat({ max: 25 * HOUR }).map((ms): Command => ({ type: 'jump', ms }))
const anyWay = fc
  .integer({ min: -25 * HOUR, max: 25 * HOUR })
  .map((ms): Command => ({ type: 'jump', ms }))

const commandsOf = (command: fc.Arbitrary<Command>) =>
  fc.array(fc.record({ command, turns: fc.integer({ min: 0, max: 2 * FEW_TURNS }) }), {
    minLength: 5,
    maxLength: 60,
    size: 'max',
  })
/** A clock that stands still in sleep and one set back hide a life from both clocks; not in one run. */
const script = fc.oneof(
  commandsOf(fc.oneof(...everyday, { weight: 2, arbitrary: anyWay })),
  commandsOf(
    fc.oneof(
      ...everyday,
      { weight: 1, arbitrary: forward },
      { weight: 2, arbitrary: passing('stalledSleep') },
    ),
  ),
)
const life = fc.oneof(fc.integer({ min: 20, max: 600 }), fc.integer({ min: 600, max: 40 * 86_400 }))

describe('whatever device, network, server and app do', () => {
  test(
    'every promise settles, in time and with a token of its own',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          life,
          fc.integer({ min: -25 * HOUR, max: 25 * HOUR }),
          fc.nat(),
          script,
          async (seconds, skew, seed, steps) => {
            const world = new World(seconds * 1000, skew, seed)
            for (const { command, turns } of steps) {
              await world.run(command)
              await (turns > FEW_TURNS ? settle() : microtasks(turns))
            }
            await world.env.advance(10_001)
            await settle()
            expect(world.problems).toEqual([])
            expect(world.isQuiet).toBe(true)

            await comeBack(world)
            await endFor(world)
          },
        ),
        { numRuns: 500 },
      )
    },
  )

  /** Once everything works there is a token, at the latest after the longest pause. */
  async function comeBack(world: World): Promise<void> {
    await world.run({ type: 'serve', mode: 'ok' })
    await world.run({ type: 'connect', isOnline: true })
    await world.run({ type: 'show', isVisible: true })
    await world.run({ type: 'subscribe' })
    if (world.manager.snapshot.status === 'denied') await world.run({ type: 'refresh' })
    if (world.manager.identity === undefined) await world.run({ type: 'refresh' })
    await world.run({ type: 'identify', identity: 'carol' })
    await settle()
    expect(world.manager.snapshot).toMatchObject({ status: 'ready', error: null })
    expect(world.problems).toEqual([])
  }

  /** After the end there is no timer, no listener, no request and no word. */
  async function endFor(world: World): Promise<void> {
    world.manager.dispose()
    await settle()
    const { calls, notified } = world
    await world.env.dispatch('focus')
    // What is left of a slow answer is the server's.
    await world.env.advance(2000)
    expect(world.env.pending).toBe(0)
    await world.env.advance(HOUR)
    await expect(world.manager.getToken()).rejects.toMatchObject({ code: 'disposed' })
    expect(world.env.pending).toBe(0)
    expect({ calls: world.calls, notified: world.notified }).toEqual({ calls, notified })
  }
})

test(
  'an undisturbed page fetches no more often than twice a life',
  { timeout: 60_000 },
  async () => {
    const calm = fc.oneof(
      passing('advance'),
      fc.constant<Command>({ type: 'get' }),
      fc.boolean().map((isVisible): Command => ({ type: 'show', isVisible })),
      fc.constant<Command>({ type: 'connect', isOnline: true }),
    )
    await fc.assert(
      fc.asyncProperty(
        life,
        fc.nat(),
        fc.array(calm, { maxLength: 30, size: 'max' }),
        async (s, seed, steps) => {
          const world = new World(s * 1000, 0, seed)
          await world.run({ type: 'subscribe' })
          const start = world.env.elapsed
          for (const step of steps) {
            await world.run(step)
            await settle()
          }
          const span = world.env.elapsed - start
          expect(world.calls).toBeLessThanOrEqual(span / (0.5 * s * 1000) + 2)
        },
      ),
      { numRuns: 50 },
    )
  },
)

test('recovers within three minutes of an outage', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      life,
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.constantFrom('down', 'broken', 'hang', 'busy'),
      fc.boolean(),
      async (seconds, seed, minutes, mode, isHidden) => {
        const world = new World(seconds * 1000, 0, seed)
        await world.run({ type: 'serve', mode })
        await world.run({ type: 'subscribe' })
        await world.run({ type: 'show', isVisible: !isHidden })
        await world.env.advance(minutes * 60_000)
        await world.run({ type: 'serve', mode: 'ok' })
        await world.run({ type: 'show', isVisible: true })
        // Or as long as the server itself has asked for, of which five minutes are believed.
        await world.env.advance(mode === 'busy' ? 375_000 + 60_000 : 180_000)
        expect(world.manager.snapshot.token).not.toBeNull()
      },
    ),
    { numRuns: 40 },
  )
})

test('asks a server that fails ever more seldom, whoever asks', { timeout: 60_000 }, async () => {
  const calls = fc.oneof(
    passing('advance'),
    fc.constant<Command>({ type: 'get' }),
    plain('force'),
    plain('reject'),
    plain('subscribe'),
    plain('unsubscribe'),
    fc.boolean().map((isVisible): Command => ({ type: 'show', isVisible })),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 20, max: 600 }),
      fc.nat(),
      fc.constantFrom('down', 'broken', 'busy'),
      fc.array(calls, { maxLength: 60, size: 'max' }),
      async (seconds, seed, mode, steps) => {
        const world = new World(seconds * 1000, 0, seed)
        await world.run({ type: 'serve', mode })
        const start = world.env.elapsed
        for (const step of steps) {
          await world.run(step)
          await settle()
        }
        const span = world.env.elapsed - start
        expect(world.calls).toBeLessThanOrEqual(8 + span / 6500)
      },
    ),
    { numRuns: 50 },
  )
})

test('a stalled sleep with the clock set back meanwhile is for the server to find', async () => {
  const env = new VirtualEnv()
  let count = 0
  const fetchToken = (): Promise<TokenGrant> => {
    count += 1
    return Promise.resolve({ token: `token-${count}`, expiresIn: 100 })
  }
  const manager = new TokenManager({ fetchToken, env })
  await manager.getToken()
  await env.sleep(8 * HOUR, { stalled: true })
  env.jump(-9 * HOUR)
  // No clock of the device knows better; the server answers 401, and one refresh puts it right.
  await expect(manager.getToken()).resolves.toBe('token-1')
  await expect(manager.getToken({ force: 'token-1' })).resolves.toBe('token-2')
})
