/** Seconds a client is told to wait when nobody said how long. */
const DEFAULT_DELAY = 5

/**
 * A `Retry-After` value in whole seconds: at least the delay, and up to a fifth (or two seconds)
 * more, so that clients refused together do not come back together.
 */
export function retryAfter(delay: number = DEFAULT_DELAY): string {
  const spread = Math.max(2, Math.ceil(delay / 5))
  return String(delay + Math.floor(Math.random() * (spread + 1)))
}
