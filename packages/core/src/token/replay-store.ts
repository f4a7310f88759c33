import type { MaybePromise } from '../maybe-promise.ts'

/** Remembers what was used, for tokens that are good for one use. */
export interface ReplayStore {
  /**
   * Uses a key up.
   *
   * @param ttl seconds for which it must be remembered
   * @returns `true` exactly once per key until `ttl` has passed
   * @throws when it cannot remember any more: a store never forgets a live key to make room
   */
  use(key: string, ttl: number): MaybePromise<boolean>
}
