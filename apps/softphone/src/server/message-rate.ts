/** Messages a socket may send at once; connecting a call takes some twenty. */
const BURST = 100
/** Messages per second that a socket may keep up. */
const PER_SECOND = 20

/** A token bucket: tells for every message whether it is within the bound. */
export function createMessageRate(clock: () => number): () => boolean {
  let left = BURST
  let at = clock()
  return () => {
    const now = clock()
    left = Math.min(BURST, left + Math.max(0, now - at) * PER_SECOND)
    at = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
