import type { ClientGrant } from './decode.ts'
import type { HeldToken } from './held-token.ts'
import type { TokenFetchError } from './token-fetch-error.ts'

/**
 * Where a manager stands.
 *
 * | status | meaning |
 * |---|---|
 * | `idle` | no token, and nobody has asked for one |
 * | `loading` | no valid token, one is being fetched |
 * | `ready` | a valid token |
 * | `refreshing` | a valid token, and the next one is being fetched |
 * | `stale` | a valid token; the last refresh failed and will be tried again |
 * | `expired` | no valid token: it ran out, or the last attempt failed |
 * | `denied` | the server refused for good |
 * | `disposed` | the end |
 */
export type TokenStatus =
  | 'idle'
  | 'loading'
  | 'ready'
  | 'refreshing'
  | 'stale'
  | 'expired'
  | 'denied'
  | 'disposed'

/** A manager at one moment; frozen, and another object whenever something in it changed. */
export interface TokenSnapshot<Meta = unknown> {
  /** Where the manager stands. */
  readonly status: TokenStatus
  /** The token, `null` when there is none that is valid. */
  readonly token: string | null
  /** What the token says, decoded and not verified: for the UI only. */
  readonly grant: ClientGrant | null
  /** Why the last attempt failed; `null` after a success. */
  readonly error: TokenFetchError | null
  /** Counts the changes of identity. */
  readonly epoch: number
  /** When the token ends, NumericDate on the device's clock. */
  readonly expiresAt: number | null
  /** Whatever else came with the token. */
  readonly meta: Meta | null
}

/** Before anything happened. */
export const IDLE_SNAPSHOT: TokenSnapshot<never> = Object.freeze({
  status: 'idle',
  token: null,
  grant: null,
  error: null,
  epoch: 0,
  expiresAt: null,
  meta: null,
})

/** What tells one snapshot from another. */
const VISIBLE = ['status', 'token', 'error', 'epoch'] as const

/** Whether two snapshots look the same. */
export function isSameSnapshot(a: TokenSnapshot, b: TokenSnapshot): boolean {
  return VISIBLE.every((member) => a[member] === b[member])
}

/**
 * `open` fetches by itself; `paused` (the identity was taken away) only for one who asks; the others
 * not at all.
 */
export type Mode = 'open' | 'paused' | 'signed_out' | 'denied' | 'disposed'

/** What of a manager shows. */
interface Visible<Meta> {
  readonly mode: Mode
  /** The held token, if it is valid. */
  readonly held: HeldToken<Meta> | null
  /** Whether a token was held and ran out. */
  readonly isSpent: boolean
  readonly isFetching: boolean
  readonly error: TokenFetchError | null
  readonly epoch: number
}

function statusOf({ mode, held, isSpent, isFetching, error }: Visible<unknown>): TokenStatus {
  if (mode === 'denied' || mode === 'disposed') return mode
  if (isFetching) return held ? 'refreshing' : 'loading'
  if (held) return error ? 'stale' : 'ready'
  return isSpent || error ? 'expired' : 'idle'
}

/** Takes a picture of a manager. */
export function snapshotOf<Meta>(visible: Visible<Meta>): TokenSnapshot<Meta> {
  const { held, error, epoch } = visible
  return Object.freeze({
    status: statusOf(visible),
    token: held?.token ?? null,
    grant: held?.grant ?? null,
    error,
    epoch,
    expiresAt: held && (held.wall + held.life) / 1000,
    meta: held?.meta ?? null,
  })
}
