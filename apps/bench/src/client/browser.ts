import { TokenManager, type Env } from '@grantline/core/client'
import { responseOf } from './grantline-policy.ts'
import { seededRandom } from './random.ts'
import { TokenServer } from './token-server.ts'
import { VirtualTime, type VirtualTimer } from './virtual-time.ts'

/** One tab and the manager in it. */
export interface Tab {
  readonly manager: TokenManager
  /** The user looks at it, or no longer. */
  show(isSeen: boolean): void
  close(): void
}

/** Tabs of one browser that share locks, channels and a server; nothing is lost on the way. */
export interface Browser {
  readonly time: VirtualTime
  readonly server: TokenServer
  readonly open: (isSeen: boolean) => Tab
}

/** Settings of a {@link createBrowser}. */
export interface BrowserOptions {
  readonly seed: number
  /** Life of a token, s. */
  readonly ttl: number
  /**
   * ms by which a message from tab to tab is later than a lock that was given back with it.
   *
   * @default 0
   */
  readonly lag?: number
  /**
   * Whether the tabs share their token.
   *
   * @default true
   */
  readonly isShared?: boolean
}

/** ms from one tab to another, by way of the browser's own process. */
const WAY = 1
/** A tab that has been hidden for so long fires its timers once a minute, ms. */
const THROTTLED_AFTER = 300_000
const MINUTE = 60_000

/** Makes a browser without tabs. */
export function createBrowser({ seed, ttl, lag = 0, isShared = true }: BrowserOptions): Browser {
  const random = seededRandom(seed)
  const time = new VirtualTime()
  const server = new TokenServer(time, { ttl, retryAfter: 5, random })
  const locks = createLocks(time)
  const channels = new Set<Channel>()

  function open(isSeen: boolean): Tab {
    const page = Object.assign(new EventTarget(), {
      visibilityState: isSeen ? 'visible' : 'hidden',
      baseURI: 'https://app.example/',
    })
    let hiddenSince = time.now
    const env: Env = {
      now: () => 1_800_000_000_000 + time.now,
      mono: () => time.now,
      random,
      setTimeout: (callback, ms) => time.at(firesAt(time.now + ms), callback),
      clearTimeout: (timer) => time.cancel(timer as VirtualTimer | undefined),
      fetch: () =>
        new Promise((resolve, reject) => {
          server.request((answer) => {
            if (answer) resolve(responseOf(answer))
            else reject(new TypeError('connection refused'))
          })
        }),
      document: page as unknown as Document,
      window: new EventTarget() as unknown as Window,
      locks,
      channel: (name) => {
        const channel: EventTarget = new Channel(name, channels, (listener) => {
          time.after(WAY + lag, listener)
        })
        return channel as BroadcastChannel
      },
    }
    const manager = new TokenManager({ endpoint: '/token', tabs: isShared, env })
    const leave = manager.subscribe(() => {})
    return {
      manager,
      show(seen) {
        hiddenSince = time.now
        page.visibilityState = seen ? 'visible' : 'hidden'
        page.dispatchEvent(new Event('visibilitychange'))
      },
      close() {
        leave()
        manager.dispose()
      },
    }

    function firesAt(at: number): number {
      const isThrottled = page.visibilityState === 'hidden' && at - hiddenSince > THROTTLED_AFTER
      return isThrottled ? Math.ceil(at / MINUTE) * MINUTE : at
    }
  }

  return { time, server, open }
}

/** Those who wait for one lock, its holder first. */
type Queue = (() => void)[]

function createLocks(time: VirtualTime): LockManager {
  const queues = new Map<string, Queue>()
  const request = (
    name: string,
    { signal }: { signal: AbortSignal },
    callback: () => unknown,
  ): Promise<unknown> => {
    const queue = queues.get(name) ?? []
    queues.set(name, queue)
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const isHolder = queue[0] === begin
        queue.splice(queue.indexOf(begin), 1)
        if (isHolder) queue[0]?.()
      }
      const give = (): void => {
        Promise.resolve(callback()).then(resolve, reject).finally(leave)
        signal.removeEventListener('abort', giveUp)
      }
      const begin = (): void => void time.after(WAY, give)
      const giveUp = (): void => {
        if (queue[0] === begin) return
        leave()
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', giveUp)
      queue.push(begin)
      if (queue[0] === begin) begin()
    })
  }
  const manager: unknown = { request }
  return manager as LockManager
}

class Channel extends EventTarget {
  readonly #name: string
  readonly #all: Set<Channel>
  readonly #later: (listener: () => void) => void

  constructor(name: string, all: Set<Channel>, later: (listener: () => void) => void) {
    super()
    this.#name = name
    this.#all = all
    this.#later = later
    all.add(this)
  }

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message)
    for (const other of this.#all) {
      if (other === this || other.#name !== this.#name) continue
      this.#later(() => {
        if (this.#all.has(other)) other.dispatchEvent(new MessageEvent('message', { data }))
      })
    }
  }

  close(): void {
    this.#all.delete(this)
  }
}
