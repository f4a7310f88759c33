import { Itself } from '../itself.ts'

// A private field marks the grants that were made of verified tokens: a copy does not have it, nobody
// outside can put it on, and unlike a WeakSet it costs next to nothing.

class Mark extends Itself {
  // oxlint-disable-next-line no-unused-private-class-members -- that it is there says everything
  readonly #isVerified = true

  static isOn(value: object): boolean {
    return #isVerified in value
  }
}

/** Marks an object that is not frozen yet: engines may refuse it afterwards. */
export function markVerified(grant: object): void {
  void new Mark(grant)
}

/** Whether a value is a grant that was made of a verified token, and no copy of one. */
export function isVerifiedGrant(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Mark.isOn(value)
}
