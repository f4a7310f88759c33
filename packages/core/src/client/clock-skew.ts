import type { EventSource } from './events.ts'
import type { HeldToken } from './held-token.ts'

/** What is worth telling, ms. */
const NOTABLE = 60_000

/**
 * Compares the device's clock with the server's, over the last three tokens. That is told to whoever
 * wants to know, and never decides whether a token is fresh.
 */
export function skewMeter(
  tell: EventSource['tell'],
): (token: HeldToken<unknown>, now: number) => void {
  let offsets: number[] = []
  return ({ iat, wall }, now) => {
    if (typeof iat !== 'number') return
    const latest = iat * 1000 - (wall + now) / 2
    offsets = [latest, ...offsets].slice(0, 3)
    const [, second = latest, third = latest] = offsets
    const ms = medianOf(latest, second, third)
    if (Math.abs(ms) > NOTABLE) tell({ type: 'clock_skew', ms })
  }
}

function medianOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
