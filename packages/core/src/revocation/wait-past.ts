import { readClock, type Clock } from '../clock.ts'
import { FARTHEST_AHEAD } from './entry.ts'
import { toWholeMs } from '../whole-ms.ts'

/** Milliseconds after which a clock that has not moved counts as one that stands still. */
const STANDSTILL_MS = 2000
/** Clocks of one's own need not go at the pace of timers. */
const LONGEST_SLEEP_MS = 20

/**
 * Waits until a clock is past a millisecond: what is minted from then on is issued later.
 *
 * @throws {TypeError} when the clock stands still for two seconds, or was put back by more than a
 * minute
 */
export async function waitPast(owner: string, clock: Clock, cutOffMs: number): Promise<void> {
  let seen = readClock(owner, clock)
  let movedAt = performance.now()
  while (toWholeMs(seen) <= cutOffMs) {
    const leftMs = cutOffMs + 1 - seen * 1000
    if (leftMs > (FARTHEST_AHEAD + 1) * 1000) {
      throw new TypeError(`${owner}: "clock" was put back; the revocation stands, revoke once more`)
    }
    // The loop is the waiting.
    // oxlint-disable-next-line no-await-in-loop
    await sleep(Math.min(Math.max(Math.ceil(leftMs), 1), LONGEST_SLEEP_MS))
    const now = readClock(owner, clock)
    if (now !== seen) movedAt = performance.now()
    else if (performance.now() - movedAt > STANDSTILL_MS) {
      throw new TypeError(
        `${owner}: "clock" stands still; the revocation stands, but move the clock past the ` +
          'millisecond while "revoke" waits: what is minted before that is caught too',
      )
    }
    seen = now
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
