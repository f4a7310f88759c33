import { readClock, requireClock, type Clock } from '../clock.ts'
import { requireListener, type OnEvent } from '../events.ts'
import { announce } from './announce.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireSeconds } from '../require.ts'
import type {
  GrantIdentity,
  RevocationAnswer,
  RevocationEntry,
  RevocationStore,
} from '../token/revocation-store.ts'
import { NOT_REVOKED, REVOKED, UNKNOWN } from './answers.ts'
import { createCutOffs } from './cut-offs.ts'
import { readEntry } from './entry.ts'
import { storeError } from './store-error.ts'
import { createSubscribers } from './subscribers.ts'
import { waitPast } from './wait-past.ts'

/** Settings of {@link memoryRevocationStore}. */
export interface MemoryRevocationStoreOptions {
  /**
   * The most revocations it keeps; 32 bytes each. A full store refuses to revoke and forgets
   * nothing to make room; there is always room for the level `all`.
   *
   * @default 1_000_000
   */
  readonly maxEntries?: number
  /**
   * Seconds since 1970, fractions allowed; the clock that the minter has.
   *
   * @default the system clock
   */
  readonly clock?: Clock
  /** Hears of each revocation. */
  readonly onEvent?: OnEvent
}

/** A {@link RevocationStore} that answers at once. */
export interface LocalRevocationStore extends RevocationStore {
  check(grant: GrantIdentity): RevocationAnswer
  subscribe(onRevoke: () => void): () => void
  close(): Promise<void>
}

export const DEFAULT_MAX_ENTRIES = 1_000_000

/**
 * Remembers what was revoked, in the memory of one process: for one process that both revokes and
 * verifies, and for tests. Whatever is revoked is in force before `revoke` returns its promise.
 *
 * The promise resolves once the clock is past the cut-off, a millisecond later as a rule. A clock of
 * your own must go on meanwhile: after two seconds of standstill the promise rejects. An entry is
 * kept for 600 seconds, the largest leeway, after its `expiresAt`, or from now if that is past; for the level `all` let that be
 * the longest life of a token from now. `before` may lie at most a minute ahead.
 *
 * A million entries take at most 32 MB, because of each value only a keyed hash of 64 bits is kept;
 * that a value is taken for another one of a million happens once in 10^13 questions.
 *
 * @throws {TypeError} for an unknown option; `revoke` rejects with it for an entry that is none
 * @throws {RangeError} for `maxEntries` that is no positive integer; `revoke` rejects with it for
 * instants in milliseconds
 * @throws {GrantlineError} `verifier_unavailable`, as the rejection of `revoke` when the store is
 * full or closed
 *
 * @example
 * ```ts
 * const revocation = memoryRevocationStore()
 * const verifier = createVerifier({ issuer: 'https://phone.example', keys: key, revocation })
 * const { token, id, expiresAt } = await minter.mint({ subject: 'alice', capabilities: [] })
 * await revocation.revoke({ level: 'token', value: id, expiresAt })
 * console.log((await verifier.check(token)).ok) // false
 * ```
 */
export function memoryRevocationStore(
  options: MemoryRevocationStoreOptions = {},
): LocalRevocationStore {
  const owner = 'memoryRevocationStore'
  rejectUnknownOptions(owner, options, ['maxEntries', 'clock', 'onEvent'])
  const limit = requireSeconds(owner, 'maxEntries', options.maxEntries ?? DEFAULT_MAX_ENTRIES)
  const clock = requireClock(owner, options.clock)
  const onEvent = requireListener(owner, options.onEvent)
  const subscribers = createSubscribers(owner)
  let cutOffs = createCutOffs()
  let closed = false

  return Object.freeze({
    async revoke(entry: RevocationEntry): Promise<void> {
      const startedAt = performance.now()
      if (closed) throw storeError('the revocation store is closed; make a new one')
      const now = readClock(owner, clock)
      const revocation = readEntry(entry, now)
      if (!cutOffs.raise(revocation, now, limit)) {
        throw storeError('the revocation store is full; raise "maxEntries"')
      }
      subscribers.callEach()
      await waitPast(owner, clock, revocation.cutOffMs)
      if (onEvent !== undefined) announce(onEvent, revocation, performance.now() - startedAt)
    },
    check(grant: GrantIdentity): RevocationAnswer {
      if (closed) return UNKNOWN
      return cutOffs.catches(grant, clock()) ? REVOKED : NOT_REVOKED
    },
    subscribe: (onRevoke: () => void) => subscribers.add(onRevoke),
    async close(): Promise<void> {
      closed = true
      subscribers.clear()
      cutOffs = createCutOffs()
    },
  })
}
