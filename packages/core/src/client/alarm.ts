import type { Env } from './env.ts'
import type { EventSource } from './events.ts'

/** The one timer of a manager. */
export interface Alarm {
  /** Sets it anew, ms. */
  set(delay: number): void
  stop(): void
}

/** Seconds after its time from which on a timer is worth a word. */
const LATE = 5

/** Makes a timer that is not set. */
export function createAlarm(env: Env, ring: () => void, tell: EventSource['tell']): Alarm {
  let timer: unknown
  const stop = (): void => env.clearTimeout(timer)
  return {
    stop,
    set(delay) {
      stop()
      const wall = env.now()
      timer = env.setTimeout(() => {
        const late = (env.now() - wall - delay) / 1000
        if (late > LATE) tell({ type: 'throttled_timer', late })
        ring()
      }, delay)
      // A token must not keep a Node process alive.
      ;(timer as { unref?: () => void } | undefined)?.unref?.()
    },
  }
}
