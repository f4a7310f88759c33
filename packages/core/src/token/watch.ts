import { requireClock, type Clock } from '../clock.ts'
import { GrantlineError, TokenError } from '../errors.ts'
import { rejectUnknownOptions } from '../options.ts'
import { thumbprintOf } from './claims.ts'
import type { Grant } from './grant.ts'
import type { RevocationStore } from './revocation-store.ts'
import { unrefTimer } from './unref-timer.ts'
import { watchRevocation } from './watch-revocation.ts'

/** Settings of {@link watchGrant}. */
export interface WatchGrantOptions {
  /**
   * Called once, when the grant has ended: at `exp`, whatever the verifier's leeway. What it throws is
   * not caught, for what hangs on the grant may still be open.
   */
  readonly onEnd: (why: 'expired' | 'revoked') => void
  /**
   * Ends the watch when the grant is revoked: at once where the store has `subscribe`, else it is
   * asked every second. While the store does not know, the watch goes on, until the token expires at
   * the latest: the grant was good when it was verified, a store that is down must not cut every
   * connection at once, and meanwhile the verifier lets no other token in.
   *
   * @default only the end of the token ends the watch
   */
  readonly revocation?: RevocationStore
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
}

/** A grant under watch. */
export interface GrantWatch {
  /** Ends the watch; `onEnd` is not called any more. */
  stop(): void
  /**
   * Goes on with a fresh grant of the same holder; after `stop` it does nothing. A revoked grant
   * cannot be renewed: the watch ends, even if the fresh grant is good. Where the answers of the
   * store take time, that is found out after the call.
   *
   * @throws {GrantlineError} `not_same_holder` unless issuer, subject, session and key are equal
   * @throws {TokenError} `expired_token` or `revoked_token` when the watch has ended: what hangs on
   * it is closed
   * @throws {TokenError} `revoked_token` when the store says at once that one of the grants is
   * revoked; a revoked fresh grant changes nothing
   */
  renew(next: Grant): void
}

/** A timer never sleeps longer: clocks jump, and 2^31 ms overflow. */
const LONGEST_SLEEP_MS = 60_000

/**
 * Ends a WebSocket, a stream or a job when its token ends or is revoked, and goes on when the client
 * hands in a fresh token.
 *
 * @throws {TypeError} for what is no grant, without `onEnd`, for an unknown option and for a store
 *   without `check`
 *
 * @example
 * ```ts
 * const revocation = memoryRevocationStore()
 * const watch = watchGrant(grant, { revocation, onEnd: () => socket.close(4401) })
 * socket.addEventListener('close', () => watch.stop())
 * socket.addEventListener('message', ({ data }) => {
 *   verifier.verify(String(data)).then(watch.renew).catch(() => socket.close(4401))
 * })
 * ```
 */
export function watchGrant(grant: Grant, options: WatchGrantOptions): GrantWatch {
  rejectUnknownOptions('watchGrant', options, ['onEnd', 'revocation', 'clock'])
  const { onEnd, revocation } = options
  if (typeof onEnd !== 'function') {
    throw new TypeError('watchGrant: "onEnd" must be a function that closes what the grant opened')
  }
  if (revocation !== undefined && typeof revocation?.check !== 'function') {
    throw new TypeError('watchGrant: "revocation" must be a revocation store')
  }
  if (typeof grant !== 'object' || grant === null || !Number.isFinite(grant.expiresAt)) {
    throw new TypeError('watchGrant: give the grant of a verified token')
  }
  const clock = requireClock('watchGrant', options.clock)
  let current = grant
  let timer: ReturnType<typeof setTimeout> | undefined
  let state: 'watching' | 'stopped' | 'expired' | 'revoked' = 'watching'

  const leave = (next: 'stopped' | 'expired' | 'revoked'): void => {
    if (state === 'watching') state = next
    clearTimeout(timer)
    revocations?.stop()
  }
  const end = (why: 'expired' | 'revoked'): void => {
    leave(why)
    onEnd(why)
  }
  const revocations = revocation && watchRevocation(revocation, grant, () => end('revoked'))
  const tick = (): void => {
    if (state !== 'watching') return
    const leftMs = (current.expiresAt - tellTime(clock)) * 1000
    // Not "leftMs <= 0": a clock that tells no time must end the watch, not keep it for ever.
    if (!(leftMs > 0)) return end('expired')
    clearTimeout(timer)
    timer = setTimeout(tick, Math.min(Math.ceil(leftMs), LONGEST_SLEEP_MS))
    unrefTimer(timer)
  }
  const renew = (next: Grant): void => {
    if (state === 'stopped') return
    if (state !== 'watching') throw new TokenError(state)
    if (!isSameHolder(current, next)) throw new GrantlineError('not_same_holder')
    if (revocations?.isRevokedNow(current)) {
      revocations.look()
      throw new TokenError('revoked')
    }
    if (revocations?.isRevokedNow(next)) throw new TokenError('revoked')
    current = next
    revocations?.follow(next)
    queueMicrotask(tick)
  }
  // A grant that is over ends after the caller has its watch in hand, never during this call.
  queueMicrotask(tick)
  revocations?.start()
  return Object.freeze({ stop: () => leave('stopped'), renew })
}

/** A clock that throws tells no time either. */
function tellTime(clock: Clock): number {
  try {
    return clock()
  } catch {
    return Number.NaN
  }
}

function isSameHolder(one: Grant, other: Grant): boolean {
  return (
    one.issuer === other.issuer &&
    one.subject === other.subject &&
    one.session === other.session &&
    thumbprintOf(one.claims) === thumbprintOf(other.claims)
  )
}
