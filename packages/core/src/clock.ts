import { kindOf } from './kind-of.ts'

/** Seconds since 1970, fractions allowed. */
export type Clock = () => number

/**
 * The clock of an option, the system's by default.
 *
 * @throws {TypeError} unless it is a function
 */
export function requireClock(owner: string, clock: Clock | undefined): Clock {
  if (clock === undefined) return () => Date.now() / 1000
  if (typeof clock === 'function') return clock
  throw new TypeError(
    `${owner}: "clock" must be a function that returns seconds since 1970, not ${kindOf(clock)}`,
  )
}

/**
 * Reads a clock for signing: a token must not end at a time that is none.
 *
 * @throws {TypeError} for anything but a finite number
 */
export function readClock(owner: string, clock: Clock): number {
  const now = clock()
  if (Number.isFinite(now)) return now
  throw new TypeError(
    `${owner}: "clock" must return seconds since 1970, a finite number, not ${kindOf(now)}`,
  )
}
