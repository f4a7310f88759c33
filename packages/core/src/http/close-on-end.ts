import type { Clock } from '../clock.ts'
import { rejectUnknownOptions } from '../options.ts'
import type { Grant } from '../token/grant.ts'
import type { RevocationStore } from '../token/revocation-store.ts'
import { unrefTimer } from '../token/unref-timer.ts'
import { watchGrant, type GrantWatch } from '../token/watch.ts'

/** What is open as long as a token lives: a WebSocket of any library, or what closes like one. */
export interface ClosableSocket {
  close(code: number, reason: string): unknown
  /** Cuts the connection; `ws` has it. */
  terminate?(): unknown
  addEventListener?(type: 'close', listener: () => void): unknown
}

/** Settings of {@link closeOnEnd}. */
export interface CloseOnEndOptions {
  /**
   * Closes the socket when the grant is revoked.
   *
   * @default only the end of the token closes it
   */
  readonly revocation?: RevocationStore
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: Clock
}

/** The code of a socket whose token has ended: of the range for applications (RFC 6455 §7.4.2). */
export const WS_TOKEN_ENDED = 4401

/** A peer that does not answer the close has so long before it is cut off. */
const GRACE_MS = 1000

/**
 * Closes a WebSocket when its token ends or is revoked, with the code 4401 and `expired` or `revoked`
 * as the reason, and cuts it off a second later if the peer does not go. To go on, the client sends a
 * fresh token in band; the server verifies it, checks that it still allows what the socket is for, and
 * calls `renew`.
 *
 * @throws {TypeError} for what is no grant, for a socket without `close` and for an unknown option
 *
 * @example
 * ```ts
 * const watch = closeOnEnd(socket, grant, { revocation: memoryRevocationStore() })
 * socket.addEventListener('message', ({ data }) => {
 *   const goOn = (next: Grant): void => {
 *     next.require(dial, { appSid: 'AP123' })
 *     watch.renew(next)
 *   }
 *   // Neither a bad token nor that of another holder goes on.
 *   verifier.verify(String(data)).then(goOn).catch(() => socket.close(4401, 'invalid'))
 * })
 * ```
 */
export function closeOnEnd(
  socket: ClosableSocket,
  grant: Grant,
  options: CloseOnEndOptions = {},
): GrantWatch {
  rejectUnknownOptions('closeOnEnd', options, ['revocation', 'clock'])
  if (typeof socket?.close !== 'function') {
    throw new TypeError('closeOnEnd: the first argument must be a socket with a method "close"')
  }
  const onEnd = (why: 'expired' | 'revoked'): void => {
    socket.close(WS_TOKEN_ENDED, why)
    const timer = setTimeout(() => socket.terminate?.(), GRACE_MS)
    unrefTimer(timer)
    socket.addEventListener?.('close', () => clearTimeout(timer))
  }
  const watch = watchGrant(grant, { ...options, onEnd })
  socket.addEventListener?.('close', () => watch.stop())
  return watch
}
