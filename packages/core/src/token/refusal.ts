import { TokenError, type TokenErrorReason } from '../errors.ts'

/** Why a token is refused, as a value: it is thrown only at the edge. */
export interface Refusal {
  readonly reason: TokenErrorReason
  /** Only of a token whose signature holds. */
  readonly jti?: string | undefined
  /** What went wrong underneath, where a key source or a store failed. */
  readonly cause?: unknown
}

/** The error a caller sees. */
export function errorOf(refusal: Refusal): TokenError {
  return new TokenError(refusal.reason, { cause: refusal.cause })
}

/** Whatever a key source, a clock or a store throws: the token could not be checked now. */
export function unavailable(cause: unknown): Refusal {
  const isOurs = cause instanceof TokenError && cause.reason === 'unavailable'
  return { reason: 'unavailable', cause: isOurs ? cause.cause : cause }
}
