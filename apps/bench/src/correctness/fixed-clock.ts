/** A clock that stands still. */
export interface FixedClock {
  /** Sets it, in seconds since 1970. */
  set(seconds: number): void
  /** Gives the process its own clock back. */
  remove(): void
}

/**
 * Replaces the clock of this process: `Date.now()` and `new Date()` say what it was set to, whoever
 * asks. A date that is given stays what it is.
 */
export function installFixedClock(): FixedClock {
  const SystemDate = globalThis.Date
  let milliseconds = 0
  class FixedDate extends SystemDate {
    constructor(...given: []) {
      if (given.length === 0) super(milliseconds)
      else super(...given)
    }

    static override now(): number {
      return milliseconds
    }
  }
  globalThis.Date = FixedDate as DateConstructor
  return {
    set: (seconds) => {
      milliseconds = Math.round(seconds * 1000)
    },
    remove: () => {
      globalThis.Date = SystemDate
    },
  }
}
