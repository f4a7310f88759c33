import type { Env } from './env.ts'
import type { EventSource } from './events.ts'

/** What one tab tells the others; the token goes through memory, never into storage. */
export interface TabMessage {
  readonly v: 1
  readonly kind: 'token' | 'logout'
  /** The identity it is about. */
  readonly id: string | undefined
  readonly token?: string
  /** ms, from {@link TabMessage.sentWall} on. */
  readonly life?: number
  /** The wall clock when the token was asked for. */
  readonly sentWall?: number
  readonly meta?: unknown
}

/** The other tabs that need the same token. All of it is best effort: nothing waits for them long. */
export interface Tabs {
  /** Hears the others, unless the page is away. */
  open(): void
  /** Stops that. A message to a page in the back-forward cache would throw it out of there. */
  close(isAway: boolean): void
  send(message: TabMessage): void
  /** Does the work while no other tab does it; without the lock where that takes too long. */
  lead<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value>
  /** Goes on without waiting any longer. */
  hurry(): void
}

/** ms after which a lock is not waited for: its holder may be frozen. */
const LONGEST_WAIT = 3000

/** Ties the tabs together that share a name; without one there is only this tab. */
export function createTabs(
  env: Env,
  name: string | undefined,
  timeout: number,
  hear: (message: unknown) => void,
  tell: EventSource['tell'],
): Tabs {
  let channel: BroadcastChannel | undefined
  let isAway = false
  let hurry: (() => void) | undefined

  const connect = (): BroadcastChannel | undefined =>
    name === undefined ? undefined : attempt(() => env.channel?.(name))

  function send(message: TabMessage): void {
    const to = channel ?? connect()
    // What else came with a token may be something that cannot be copied.
    if (!post(to, message)) post(to, { ...message, meta: undefined })
    if (to !== channel) attempt(() => to?.close())
  }

  function lead<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    const locks = attempt(() => (name === undefined ? undefined : env.locks))
    if (!locks) return work()
    return new Promise((resolve, reject) => {
      const waiting = new AbortController()
      let isOver = false
      const begin = (): unknown => {
        if (isOver) return undefined
        isOver = true
        env.clearTimeout(timer)
        const working = work()
        working.then(resolve, reject)
        // The lock does not outlast the flight, whatever the source does.
        return new Promise<void>((release) => {
          signal.addEventListener('abort', () => release())
          working.then(
            () => release(),
            () => release(),
          )
        })
      }
      const goOn = (): void => {
        waiting.abort()
        void begin()
      }
      const timer = env.setTimeout(
        () => {
          tell({ type: 'lock_timeout' })
          goOn()
        },
        Math.min(timeout * 1000, LONGEST_WAIT),
      )
      hurry = goOn
      signal.addEventListener('abort', () => {
        env.clearTimeout(timer)
        if (!isOver) waiting.abort()
        isOver = true
        reject(signal.reason as Error)
      })
      // A lock that is refused, or given back unused, is as good as none.
      const asked = attempt(() => locks.request(name as string, { signal: waiting.signal }, begin))
      Promise.resolve(asked).then(begin, begin)
    })
  }

  return {
    open() {
      if (isAway || channel) return
      channel = connect()
      channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => hear(data))
    },
    close(away) {
      isAway = away
      attempt(() => channel?.close())
      channel = undefined
    },
    send,
    lead,
    hurry: () => hurry?.(),
  }
}

function post(to: BroadcastChannel | undefined, message: TabMessage): true | undefined {
  return attempt(() => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has its own only
    to?.postMessage(message)
    return true
  })
}

/** What the browser throws in a sandbox or without a secure origin means that there is none. */
function attempt<Value>(act: () => Value): Value | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
