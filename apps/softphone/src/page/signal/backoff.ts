const FIRST_MS = 400
const MOST_MS = 8_000

/**
 * The wait before try `attempt` (0-based) of a lost connection, in milliseconds: doubling, and
 * spread over its upper half so that many pages do not come back in one instant.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** attempt)
  return most / 2 + (random() * most) / 2
}
