import type { ErrorCode, TokenErrorReason } from './errors.ts'
import { kindOf } from './kind-of.ts'

/** A token was minted, from capabilities or from a wider token. */
export interface MintedEvent {
  readonly type: 'minted'
  readonly jti: string
  /** The signing key's name. */
  readonly kid?: string
  readonly durationMs: number
}

/** A token was accepted. */
export interface VerifiedEvent {
  readonly type: 'verified'
  readonly jti?: string
  /** Whether its signature was known from before. */
  readonly cached: boolean
  readonly durationMs: number
}

/** A token was refused. */
export interface DeniedEvent {
  readonly type: 'denied'
  /** Only of a token whose signature holds. */
  readonly jti?: string
  readonly code: ErrorCode
  readonly reason: TokenErrorReason
  readonly durationMs: number
}

/**
 * What is known has grown old: a token was accepted on the word of a revocation store that has not
 * heard news for a while, or keys of another server serve although they could not be fetched anew.
 */
export interface StaleEvent {
  readonly type: 'stale'
  readonly jti?: string
  readonly durationMs: number
}

/** A revocation stands: every later check knows it. */
export interface RevokedEvent {
  readonly type: 'revoked'
  /** At the level `token`. */
  readonly jti?: string
  readonly level: 'token' | 'session' | 'subject' | 'key' | 'all'
  readonly durationMs: number
}

/** A replay store saw a key for the second time; the verifier's own event names the token. */
export interface ReplayedEvent {
  readonly type: 'replayed'
  readonly durationMs: number
}

/**
 * A gate refused a request; where it was for the token, the verifier's own event tells of the same.
 */
export interface RefusedEvent {
  readonly type: 'refused'
  /** Only of a token whose signature holds. */
  readonly jti?: string
  readonly code: ErrorCode
  /** Only where a token was looked at. */
  readonly reason?: TokenErrorReason
  readonly durationMs: number
}

/** A key ring took a new key in, or threw one out. */
export interface RotatedEvent {
  readonly type: 'rotated' | 'retired'
  readonly kid?: string
}

/**
 * What happened, for logs and metrics; told apart by `type`. It never holds a token, a key or a
 * claim other than the `jti`.
 */
export type GrantlineEvent =
  | MintedEvent
  | VerifiedEvent
  | DeniedEvent
  | RefusedEvent
  | StaleEvent
  | RevokedEvent
  | ReplayedEvent
  | RotatedEvent

/** Hears of every {@link GrantlineEvent}; what it throws changes no outcome. */
export type OnEvent = (event: GrantlineEvent) => void

/** @throws {TypeError} unless it is a function or left out */
export function requireListener(owner: string, listener: OnEvent | undefined): OnEvent | undefined {
  if (listener === undefined || typeof listener === 'function') return listener
  throw new TypeError(
    `${owner}: "onEvent" must be a function that takes an event, not ${kindOf(listener)}`,
  )
}

/** Tells a listener; neither what it throws nor what its promise rejects with changes an outcome. */
export function tell(listener: OnEvent, event: GrantlineEvent): void {
  try {
    const returned: unknown = listener(Object.freeze(event))
    if (returned instanceof Promise) returned.catch(() => {})
  } catch {
    // A broken log must not let a token in or keep one out.
  }
}
