import type { Env } from '../../src/client.ts'

interface Timer {
  readonly at: number
  readonly order: number
  readonly callback: () => void
}

/** Counts what listens, and is otherwise a real event target. */
class CountedTarget extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible'
  listeners = 0

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1
    super.addEventListener(...args)
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners -= 1
    super.removeEventListener(...args)
  }
}

/** Lets everything that is already settled run to its end. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** A device whose clocks stand still until they are told to move. */
export class VirtualEnv implements Env {
  wall = 1_700_000_000_000
  elapsed = 5000
  isOnline = true
  /** What `random` gives. */
  chance = 0.5
  readonly #timers = new Map<number, Timer>()
  #order = 0
  readonly #page = new CountedTarget()
  readonly #view = new CountedTarget()
  document = this.#page as unknown as Document
  window = this.#view as unknown as Window
  locks: LockManager | undefined
  channel: ((name: string) => BroadcastChannel) | undefined

  now = (): number => this.wall
  mono = (): number => this.elapsed
  random = (): number => this.chance
  online = (): boolean => this.isOnline

  setTimeout = (callback: () => void, ms: number): number => {
    this.#order += 1
    this.#timers.set(this.#order, { at: this.elapsed + ms, order: this.#order, callback })
    return this.#order
  }

  clearTimeout = (timer: unknown): void => {
    this.#timers.delete(timer as number)
  }

  /** Timers and listeners that are left. */
  get pending(): number {
    return this.#timers.size + this.#page.listeners + this.#view.listeners
  }

  /** ms until each timer fires, soonest first. */
  get timers(): number[] {
    return this.#schedule().map(({ at }) => at - this.elapsed)
  }

  /** Time passes, timers fire on time. */
  async advance(ms: number): Promise<void> {
    await settle()
    const end = this.elapsed + ms
    for (;;) {
      const [next] = this.#schedule()
      if (next === undefined || next.at > end) break
      this.#pass(next.at - this.elapsed)
      this.#timers.delete(next.order)
      next.callback()
      await settle()
    }
    this.#pass(end - this.elapsed)
  }

  /** The device sleeps: no timer fires until it wakes, and the monotonic clock may stand. */
  async sleep(ms: number, { stalled = false } = {}): Promise<void> {
    await settle()
    this.wall += ms
    if (!stalled) this.elapsed += ms
    await this.advance(0)
  }

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.wall += ms
  }

  /** The page goes into the back-forward cache; after `pagehide` it is told that it is hidden. */
  async hide({ persisted = true } = {}): Promise<void> {
    await this.dispatch('pagehide', { persisted })
    await this.show('hidden')
  }

  /** It comes back from there. */
  async comeBack(): Promise<void> {
    this.#page.visibilityState = 'visible'
    await this.dispatch('pageshow', { persisted: true })
    await this.dispatch('visibilitychange')
  }

  async show(visibilityState: DocumentVisibilityState): Promise<void> {
    this.#page.visibilityState = visibilityState
    await this.dispatch('visibilitychange')
  }

  async connect(isOnline: boolean): Promise<void> {
    this.isOnline = isOnline
    await this.dispatch(isOnline ? 'online' : 'offline')
  }

  async dispatch(type: string, { persisted = false } = {}): Promise<void> {
    const target = ['visibilitychange', 'resume'].includes(type) ? this.#page : this.#view
    target.dispatchEvent(Object.assign(new Event(type), { persisted }))
    await settle()
  }

  #schedule(): Timer[] {
    // oxlint-disable-next-line unicorn/no-array-sort -- the library level of the project has no toSorted
    return [...this.#timers.values()].sort((a, b) => a.at - b.at || a.order - b.order)
  }

  #pass(ms: number): void {
    const passed = Math.max(0, ms)
    this.wall += passed
    this.elapsed += passed
  }
}
