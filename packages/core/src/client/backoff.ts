/** Seconds; a server that asks for more is not believed. */
const MAX_RETRY_AFTER = 300

/**
 * The delay before the next attempt, in ms.
 *
 * Half of it is fixed: pure chance can draw almost nothing, which is a storm. What the server asked
 * for is only ever lengthened, so that its clients do not come back together.
 *
 * @param fails - failures in a row before this one, 0 for the first
 * @param random - a number in [0, 1)
 * @param retryAfter - seconds that the server asked for
 */
export function retryDelay(fails: number, random: number, retryAfter = 0): number {
  const asked = Math.min(retryAfter, MAX_RETRY_AFTER) * 1000
  if (asked > 0) return asked + random * Math.max(1000, asked / 4)
  // Also for a zero, or a date that a fast clock takes for past: nothing switches the backoff off.
  return (Math.min(60_000, 1000 * 2 ** fails) / 2) * (1 + random)
}
