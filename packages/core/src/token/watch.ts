import { requireClock } from '../clock.ts'
import { GrantlineError, TokenError } from '../errors.ts'
import { rejectUnknownOptions } from '../options.ts'
import { thumbprintOf } from './claims.ts'
import type { Grant } from './grant.ts'

/** Settings of {@link watchGrant}. */
export interface WatchGrantOptions {
  /** Called once, when the grant has ended. */
  readonly onEnd: (why: 'expired') => void
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
   * Goes on with a fresh grant of the same holder; after `stop` it does nothing.
   *
   * @throws {GrantlineError} `not_same_holder` unless issuer, subject, session and key are equal
   * @throws {TokenError} `expired_token` when the watch has ended: what hangs on it is closed
   */
  renew(next: Grant): void
}

/** A timer never sleeps longer: clocks jump, and 2^31 ms overflow. */
const LONGEST_SLEEP_MS = 60_000

/**
 * Ends a WebSocket, a stream or a job when its token ends, and goes on when the client hands in a
 * fresh token.
 *
 * @example
 * ```ts
 * const watch = watchGrant(grant, { onEnd: () => socket.close(4401) })
 * socket.addEventListener('close', () => watch.stop())
 * socket.addEventListener('message', async ({ data }) => {
 *   const result = await verifier.check(String(data))
 *   if (result.ok) watch.renew(result.grant)
 *   else socket.close(4401)
 * })
 * ```
 */
export function watchGrant(grant: Grant, options: WatchGrantOptions): GrantWatch {
  rejectUnknownOptions('watchGrant', options, ['onEnd', 'clock'])
  const { onEnd } = options
  if (typeof onEnd !== 'function') {
    throw new TypeError('watchGrant: "onEnd" must be a function that closes what the grant opened')
  }
  const clock = requireClock('watchGrant', options.clock)
  let current = grant
  let timer: ReturnType<typeof setTimeout> | undefined
  let state: 'watching' | 'stopped' | 'ended' = 'watching'

  const stop = (): void => {
    if (state === 'watching') state = 'stopped'
    clearTimeout(timer)
  }
  const tick = (): void => {
    if (state !== 'watching') return
    const leftMs = (current.expiresAt - clock()) * 1000
    // Not "leftMs <= 0": a clock that tells no time must end the watch, not keep it for ever.
    if (!(leftMs > 0)) {
      state = 'ended'
      clearTimeout(timer)
      onEnd('expired')
      return
    }
    clearTimeout(timer)
    timer = setTimeout(tick, Math.min(Math.ceil(leftMs), LONGEST_SLEEP_MS))
    unref(timer)
  }
  const renew = (next: Grant): void => {
    if (state === 'stopped') return
    if (state === 'ended') throw new TokenError('expired')
    if (!isSameHolder(current, next)) throw new GrantlineError('not_same_holder')
    current = next
    queueMicrotask(tick)
  }
  // A grant that is over ends after the caller has its watch in hand, never during this call.
  queueMicrotask(tick)
  return Object.freeze({ stop, renew })
}

function isSameHolder(one: Grant, other: Grant): boolean {
  return (
    one.issuer === other.issuer &&
    one.subject === other.subject &&
    one.session === other.session &&
    thumbprintOf(one.claims) === thumbprintOf(other.claims)
  )
}

/** Node keeps a process alive for a timer; a watch is no reason to stay. */
function unref(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) {
    const { unref: release } = timer
    if (typeof release === 'function') release.call(timer)
  }
}
