/** Twilio refuses a token that lives longer. */
export const LONGEST_TTL = 86_400

/** @throws {RangeError} for a life that Twilio would refuse */
export function requireTtl(owner: string, ttl: number): number {
  if (!Number.isSafeInteger(ttl) || ttl <= 0) {
    throw new RangeError(`${owner}: the ttl must be a positive whole number of seconds`)
  }
  if (ttl > LONGEST_TTL) {
    throw new RangeError(
      `${owner}: the ttl must be at most ${LONGEST_TTL} seconds; Twilio refuses a longer one`,
    )
  }
  return ttl
}
