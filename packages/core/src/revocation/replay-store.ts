import { readClock, requireClock, type Clock } from '../clock.ts'
import { TokenError } from '../errors.ts'
import { requireListener, tell, type OnEvent } from '../events.ts'
import { rejectUnknownOptions } from '../options.ts'
import type { ReplayStore } from '../token/replay-store.ts'
import { requireSeconds, requireText } from '../require.ts'
import { createExpiringTable } from './expiring-table.ts'

/** Settings of {@link memoryReplayStore}. */
export interface MemoryReplayStoreOptions {
  /**
   * The most keys it remembers at a time; 32 bytes each. A full store refuses and forgets none.
   *
   * @default 1_000_000
   */
  readonly maxEntries?: number
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: Clock
  /** Hears of each key that is used again. */
  readonly onEvent?: OnEvent
}

/** A {@link ReplayStore} that answers at once. */
export interface LocalReplayStore extends ReplayStore {
  use(key: string, ttl: number): boolean
}

/**
 * Remembers what was used, in the memory of one process: tokens that are good for one use, and
 * proofs. Only a keyed hash of a key is kept, so a long key takes no more room than a short one.
 *
 * @throws {TypeError} for an unknown option; `use` throws it for a key that is no non-empty string
 * @throws {RangeError} for `maxEntries` that is no positive integer; `use` throws it for a ttl that
 * is not positive and finite
 * @throws {TokenError} `verifier_unavailable`, from `use` when the store is full
 *
 * @example
 * ```ts
 * const replay = memoryReplayStore({ maxEntries: 100_000 })
 * console.log(replay.use('once', 60), replay.use('once', 60)) // true false
 * ```
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): LocalReplayStore {
  const owner = 'memoryReplayStore'
  rejectUnknownOptions(owner, options, ['maxEntries', 'clock', 'onEvent'])
  const limit = requireSeconds(owner, 'maxEntries', options.maxEntries ?? 1_000_000)
  const clock = requireClock(owner, options.clock)
  const onEvent = requireListener(owner, options.onEvent)
  const ends = createExpiringTable()

  return Object.freeze({
    use(key: string, ttl: number): boolean {
      const startedAt = performance.now()
      requireText('use', 'key', key)
      if (typeof ttl !== 'number' || !(ttl > 0 && Number.isFinite(ttl))) {
        throw new RangeError('use: "ttl" must be a positive number of seconds')
      }
      const now = readClock(owner, clock)
      if (ends.get(0, key) > now) {
        if (onEvent) tell(onEvent, { type: 'replayed', durationMs: performance.now() - startedAt })
        return false
      }
      const end = now + ttl
      if (ends.raise({ kind: 0, text: key, value: end, until: end }, now, limit)) return true
      throw new TokenError('unavailable', { message: 'the replay store is full' })
    },
  })
}
