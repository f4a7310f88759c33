import type { Clock } from '../clock.ts'
import { rejectUnknownOptions } from '../options.ts'
import type { Grant } from '../token/grant.ts'
import type { RevocationStore } from '../token/revocation-store.ts'
import { unrefTimer } from '../token/unref-timer.ts'
import { watchGrant, type GrantWatch } from '../token/watch.ts'
import { WS_TOKEN_ENDED } from '../ws-token-ended.ts'

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
   * Called before the socket is closed, for what must end with it; what it throws is not caught.
   *
   * @default nothing but the socket ends
   */
  readonly onEnd?: (why: 'expired' | 'revoked') => void
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: Clock
}

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
  rejectUnknownOptions('closeOnEnd', options, ['revocation', 'onEnd', 'clock'])
  if (typeof socket?.close !== 'function') {
    throw new TypeError('closeOnEnd: the first argument must be a socket with a method "close"')
  }
  const { onEnd: tell, ...watching } = options
  if (tell !== undefined && typeof tell !== 'function') {
    throw new TypeError('closeOnEnd: "onEnd" must be a function')
  }
  const onEnd = (why: 'expired' | 'revoked'): void => {
    try {
      tell?.(why)
    } finally {
      close(why)
    }
  }
  const close = (why: string): void => {
    socket.close(WS_TOKEN_ENDED, why)
    const timer = setTimeout(() => socket.terminate?.(), GRACE_MS)
    unrefTimer(timer)
    socket.addEventListener?.('close', () => clearTimeout(timer))
  }
  const watch = watchGrant(grant, { ...watching, onEnd })
  socket.addEventListener?.('close', () => watch.stop())
  return watch
}
