/** A clock that stands still until it is told to move. Give it to whatever takes a `clock`. */
export interface TestClock {
  /** Seconds since 1970. */
  (): number
  /** Moves to an instant, forwards or back. */
  set(instant: number): void
  /** Moves on by so many seconds. */
  advance(seconds: number): void
}

/** @throws {TypeError} for an instant that is no finite number */
export function createTestClock(now: number): TestClock {
  let current = requireFinite(now)
  const clock = (): number => current
  return Object.freeze(
    Object.assign(clock, {
      set(instant: number): void {
        current = requireFinite(instant)
      },
      advance(seconds: number): void {
        current = requireFinite(current + seconds)
      },
    }),
  )
}

function requireFinite(instant: number): number {
  if (typeof instant === 'number' && Number.isFinite(instant)) return instant
  throw new TypeError('testIssuer: an instant is a finite number of seconds since 1970')
}
