/** Twilio refuses a token that lives longer. */
export const LONGEST_TTL = 86_400

/**
 * The life of a token in seconds, 3600 by default.
 *
 * @throws {RangeError} for a life that Twilio would refuse
 */
export function requireTtl(owner: string, ttl: number = 3600, option: string = 'ttl'): number {
  if (Number.isSafeInteger(ttl) && ttl > 0 && ttl <= LONGEST_TTL) return ttl
  throw new RangeError(
    `${owner}: "${option}" must be a positive whole number of seconds, at most ${LONGEST_TTL}; Twilio refuses more`,
  )
}
