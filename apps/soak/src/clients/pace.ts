import type { TokenEvent } from '@grantline/core/client'
import { addFinding, type Tally } from './tally.ts'

/** Watches when a manager fetches. */
export interface Pace {
  /** The monotonic clock of the manager: what it read last is the moment of what it tells. */
  readonly mono: () => number
  readonly onEvent: (event: TokenEvent) => void
}

/** ms by which the wall clock, which the manager looks at too, may be ahead. */
const EARLY = 5

/**
 * Holds a manager to one request per life: after a token that came, the next request goes out when
 * half of its life is over, unless the server refused the token or the identity changed.
 */
export function watchPace(user: string, life: number, tally: Tally): Pace {
  let now = 0
  let startedAt = 0
  let notBefore = 0
  return {
    mono() {
      now = performance.now()
      return now
    },
    onEvent(event) {
      if (event.type === 'identity') notBefore = 0
      if (event.type === 'fetch_ok') {
        tally.tokens += 1
        notBefore = startedAt + (life * 1000) / 2
      }
      if (event.type !== 'fetch_start') return
      tally.fetches += 1
      startedAt = now
      const early = notBefore - startedAt
      if (early > EARLY && event.reason !== 'rejected') {
        const ms = Math.round(early)
        addFinding(tally, `${user} fetched (${event.reason}) ${ms} ms before half a life`)
      }
      notBefore = 0
    },
  }
}
