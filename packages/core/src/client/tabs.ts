import type { Env } from './env.ts'
import type { EventSource } from './events.ts'
import type { TabMessage } from './tab-message.ts'

/** The other tabs that need the same token. All of it is best effort: nothing waits for them long. */
export interface Tabs {
  /** Hears the others. */
  open(): void
  /** Stops that. A message to a page in the back-forward cache would throw it out of there. */
  close(): void
  send(message: TabMessage): void
  /** Does the work while no other tab does it; without a lock where that takes too long. */
  lead<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value>
  /** Does it without waiting any longer. */
  hurry(): void
}

/** ms after which a lock is not waited for: its holder may be frozen. */
const LONGEST_WAIT = 3000

/**
 * Locks that are waited for, one after the other. All who gave up the first meet at the second, or a
 * frozen holder would cost one request for each of them.
 */
const LOCKS = 2

/**
 * ms that a lock is kept when its work is done: a token goes another way to the other tabs than the
 * lock, and may be slower. Nobody waits for that, as whoever hears of the token takes it.
 */
const KEEP = 50

/** Ties the tabs together that share a name; without one there is only this tab. */
export function createTabs(
  env: Env,
  name: string | undefined,
  timeout: number,
  hear: (message: unknown) => void,
  tell: EventSource['tell'],
): Tabs {
  let channel: BroadcastChannel | undefined
  let hurry = nothing
  /** Gives back the lock that is kept. */
  let free: (() => void) | undefined
  let freeing: unknown
  // A third of the time is left for the work itself.
  const longest = Math.min(LONGEST_WAIT, (timeout * 1000) / (LOCKS + 1))

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
      let isOver = false
      let giveUp = nothing

      /** With the lock that is given back by `release`, or with none. */
      const workWith = (release?: () => void): void => {
        isOver = true
        giveUp()
        const working = work()
        working.then(resolve, reject)
        // The lock does not outlast the flight, whatever the source does.
        if (!release) return
        signal.addEventListener('abort', () => {
          if (free === release) take()
          release()
        })
        working.then(() => (signal.aborted ? undefined : keep(release)), release)
      }
      const begin = (): unknown => (isOver ? undefined : new Promise<void>(workWith))

      const queue = (turn: number): void => {
        const waiting = new AbortController()
        const timer = env.setTimeout(() => {
          tell({ type: 'lock_timeout' })
          giveUp()
          if (isOver) return
          if (turn < LOCKS) queue(turn + 1)
          else alone()
        }, longest)
        giveUp = () => {
          env.clearTimeout(timer)
          waiting.abort()
        }
        // A lock that is refused, or given back unused, is as good as none.
        const goOn = (): unknown => (waiting.signal.aborted ? undefined : alone())
        const lock = turn > 1 ? `${name} ${turn}` : `${name}`
        const asked = attempt(() => locks.request(lock, { signal: waiting.signal }, begin))
        Promise.resolve(asked).then(goOn, goOn)
      }

      const alone = (): void => (isOver ? undefined : workWith())
      hurry = alone
      signal.addEventListener('abort', () => {
        isOver = true
        giveUp()
        reject(signal.reason as Error)
      })
      const kept = take()
      if (kept) workWith(kept)
      else queue(1)
    })
  }

  function keep(release: () => void): void {
    if (!channel) return release()
    free = release
    freeing = env.setTimeout(() => take()?.(), KEEP)
  }

  function take(): (() => void) | undefined {
    env.clearTimeout(freeing)
    const kept = free
    free = undefined
    return kept
  }

  return {
    open() {
      channel ??= attempt(() => {
        const opened = connect()
        opened?.addEventListener('message', ({ data }: MessageEvent<unknown>) => hear(data))
        return opened
      })
    },
    close() {
      attempt(() => channel?.close())
      channel = undefined
      take()?.()
    },
    send,
    lead,
    hurry: () => hurry(),
  }
}

function nothing(): void {}

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
