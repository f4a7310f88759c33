import type { Clock } from '../clock.ts'
import { TokenError } from '../errors.ts'

/**
 * Reads a clock for verifying. Every comparison with NaN is false, and that would be a key without
 * an end.
 *
 * @throws {TokenError} `verifier_unavailable` for anything but a finite number
 */
export function readInstant(clock: Clock): number {
  const now = clock()
  if (Number.isFinite(now)) return now
  throw new TokenError('unavailable')
}
