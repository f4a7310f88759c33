import type { TokenGrant } from '../../src/client.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

/** What happens to one message on its way to one tab. */
export type Fate = 'arrives' | 'lost' | 'late' | 'twice'

/** A tab: a device of its own as far as timers go, with the clocks and the browser of the others. */
export class Tab extends VirtualEnv {
  /** Whether nothing runs in it: no timer, no message, no lock. */
  isFrozen = false
  /** What waits until it runs again, messages before everything else. */
  readonly backlog: (() => void)[] = []
  readonly late: (() => void)[] = []

  /** The clocks go on, whatever runs. */
  pass(ms: number): void {
    this.wall += ms
    this.elapsed += ms
  }

  /** Runs now, or as soon as anything runs in here again. */
  run(task: () => void, isMessage = false): void {
    if (!this.isFrozen) task()
    else if (isMessage) this.backlog.push(task)
    else this.late.push(task)
  }
}

/** Tabs of one browser: a channel and a lock join them, and one server serves them. */
export class Browser {
  /** ms. */
  life = 60_000
  calls = 0
  /** ms that a request takes, where it is known which tab waits. */
  latency = 0
  /** ms that a message takes on its way; a lock takes none. */
  delay = 0
  /** Whether the server keeps everybody waiting. */
  hang = false
  /** What becomes of a message. */
  fateOf: (to: Tab, data: unknown) => Fate = () => 'arrives'
  /** Told of every message, before it is on its way. */
  onPost: (data: unknown) => void = () => {}
  /** Told of every message that has arrived. */
  onArrival: (to: Tab, data: unknown) => void = () => {}
  /** Names of locks, in the order in which they were asked for. */
  readonly asked: string[] = []
  readonly tabs: Tab[] = []
  readonly channels = new Set<VirtualChannel>()
  readonly #locks = new VirtualLocks()
  readonly #late: (() => void)[] = []

  /** A new tab. */
  tab(): Tab {
    const tab = new Tab()
    const [first] = this.tabs
    if (first) [tab.wall, tab.elapsed] = [first.wall, first.elapsed]
    tab.chance = (this.tabs.length % 10) / 10
    tab.locks = {
      request: (name: string, options: { signal: AbortSignal }, work: () => unknown) => {
        this.asked.push(name)
        return this.#locks.request(tab, name, options.signal, work)
      },
    } as unknown as LockManager
    tab.channel = (name) => new VirtualChannel(name, tab, this) as unknown as BroadcastChannel
    this.tabs.push(tab)
    return tab
  }

  async fetchToken(tab?: Tab): Promise<TokenGrant> {
    this.calls += 1
    const answer = { token: `token-${this.calls}`, expiresIn: this.life / 1000 }
    if (this.hang) await new Promise(() => {})
    if (tab && this.latency > 0) {
      await new Promise<void>((resolve) => {
        tab.setTimeout(resolve, this.latency)
      })
    }
    return answer
  }

  /** Time passes in every tab, from one timer to the next. */
  async advance(ms: number): Promise<void> {
    await settle()
    for (let left = ms; left > 0;) {
      const running = this.tabs.filter(({ isFrozen }) => !isFrozen)
      const soonest = Math.max(1, Math.min(...running.flatMap(({ timers }) => timers.slice(0, 1))))
      const step = Math.min(left, soonest)
      for (const tab of this.tabs) tab.pass(step)
      // oxlint-disable-next-line no-await-in-loop -- one page runs at a time
      for (const tab of running) await tab.advance(0)
      left -= step
    }
    await settle()
  }

  /** The device sleeps, with every tab in it. */
  async sleep(ms: number): Promise<void> {
    for (const tab of this.tabs) tab.pass(ms)
    await this.advance(1)
  }

  /** A tab goes on after it was frozen. */
  async thaw(tab: Tab): Promise<void> {
    tab.isFrozen = false
    for (const task of tab.backlog.splice(0)) task()
    for (const task of tab.late.splice(0)) task()
    await tab.advance(0)
  }

  /** Whoever holds a lock loses it and goes on. */
  async stealLocks(): Promise<void> {
    this.#locks.steal()
    await settle()
  }

  /** Messages that were late arrive after all, the last one first. */
  async catchUp(): Promise<void> {
    for (const arrive of this.#late.splice(0).reverse()) arrive()
    await settle()
  }

  /** Takes a message to everybody else who listens. */
  deliver(from: VirtualChannel, data: unknown): void {
    this.onPost(data)
    for (const to of this.channels) {
      if (to === from || to.name !== from.name) continue
      const arrive = (): void => to.tab.run(() => this.#arrive(to, data), true)
      const fate = this.fateOf(to.tab, data)
      if (fate === 'late') this.#late.push(arrive)
      if (fate === 'arrives' || fate === 'twice') this.#send(to.tab, arrive)
      if (fate === 'twice') this.#late.push(arrive)
    }
  }

  #send(to: Tab, arrive: () => void): void {
    if (this.delay === 0) queueMicrotask(arrive)
    else to.setTimeout(arrive, this.delay)
  }

  #arrive(to: VirtualChannel, data: unknown): void {
    if (!this.channels.has(to)) return
    to.dispatchEvent(new MessageEvent('message', { data }))
    this.onArrival(to.tab, data)
  }
}

interface Waiting {
  readonly run: () => void
  readonly lose: () => void
  isRunning: boolean
}

/** As much of `navigator.locks` as the client uses. */
class VirtualLocks {
  readonly #queues = new Map<string, Waiting[]>()

  request(tab: Tab, name: string, signal: AbortSignal, work: () => unknown): Promise<unknown> {
    const queue = this.#queues.get(name) ?? []
    this.#queues.set(name, queue)
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const at = queue.indexOf(entry)
        if (at < 0) return
        queue.splice(at, 1)
        if (at === 0) this.#next(queue)
      }
      const entry: Waiting = {
        isRunning: false,
        run: () => {
          // A lock may be given to a tab in which nothing runs; then nobody else has it.
          tab.run(() => {
            // oxlint-disable-next-line typescript/promise-function-async -- a throw is a rejection, too
            const working = new Promise((done) => {
              done(work())
            })
            working.then(resolve, reject).finally(leave)
          })
        },
        lose: () => {
          tab.run(() => reject(new DOMException('stolen', 'AbortError')))
          leave()
        },
      }
      signal.addEventListener('abort', () => {
        if (entry.isRunning) return
        reject(signal.reason as Error)
        leave()
      })
      queue.push(entry)
      if (queue[0] === entry) this.#next(queue)
    })
  }

  steal(): void {
    for (const [holder] of this.#queues.values()) holder?.lose()
  }

  #next([first]: readonly Waiting[]): void {
    queueMicrotask(() => {
      if (!first || first.isRunning) return
      first.isRunning = true
      first.run()
    })
  }
}

/** As much of a `BroadcastChannel` as the client uses. */
export class VirtualChannel extends EventTarget {
  readonly name: string
  readonly tab: Tab
  readonly #browser: Browser

  constructor(name: string, tab: Tab, browser: Browser) {
    super()
    this.name = name
    this.tab = tab
    this.#browser = browser
    browser.channels.add(this)
  }

  postMessage(message: unknown): void {
    if (!this.#browser.channels.has(this)) throw new DOMException('closed', 'InvalidStateError')
    this.#browser.deliver(this, structuredClone(message))
  }

  close(): void {
    this.#browser.channels.delete(this)
  }
}
