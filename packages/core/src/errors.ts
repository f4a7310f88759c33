import type { Decision } from './capability/decide.ts'

/**
 * The one table of codes: every error of Grantline has its row here. `status` and `oauthError`
 * (RFC 6750 §3.1) are `null` where a code has no HTTP answer of its own; `description` is the
 * message, and the `error_description` on the wire: it never holds a value from a token.
 */
export const CODES = {
  malformed_scope: { status: null, oauthError: null, description: 'scope is malformed' },
  not_narrower: { status: null, oauthError: null, description: 'token would not be narrower' },
  not_same_holder: { status: null, oauthError: null, description: 'token has another holder' },
  missing_token: { status: 401, oauthError: 'missing_token', description: 'token missing' },
  malformed_request: {
    status: 400,
    oauthError: 'invalid_request',
    description: 'credentials malformed',
  },
  invalid_token: { status: 401, oauthError: 'invalid_token', description: 'token invalid' },
  expired_token: { status: 401, oauthError: 'invalid_token', description: 'token expired' },
  revoked_token: { status: 401, oauthError: 'invalid_token', description: 'token revoked' },
  replayed_token: { status: 401, oauthError: 'invalid_token', description: 'token already used' },
  insufficient_capability: {
    status: 403,
    oauthError: 'insufficient_scope',
    description: 'capability missing',
  },
  cross_site: { status: 403, oauthError: 'invalid_request', description: 'cross-site request' },
  verifier_unavailable: {
    status: 503,
    oauthError: 'temporarily_unavailable',
    description: 'token could not be checked now',
  },
} as const

/** Every code an error of Grantline may carry. */
export type ErrorCode = keyof typeof CODES

/** Why a token was refused, for logs; clients see only the code that {@link REASONS} gives it. */
export const REASONS = {
  too_large: 'malformed_request',
  malformed: 'invalid_token',
  algorithm: 'invalid_token',
  key: 'invalid_token',
  signature: 'invalid_token',
  type: 'invalid_token',
  critical_header: 'invalid_token',
  not_yet_valid: 'invalid_token',
  too_old: 'invalid_token',
  issuer: 'invalid_token',
  audience: 'invalid_token',
  claim: 'invalid_token',
  scope: 'invalid_token',
  binding: 'invalid_token',
  expired: 'expired_token',
  revoked: 'revoked_token',
  replayed: 'replayed_token',
  replay_store_missing: 'replayed_token',
  unavailable: 'verifier_unavailable',
  decision: 'insufficient_capability',
} as const

/** Why a token was refused. */
export type TokenErrorReason = keyof typeof REASONS

/** The codes a {@link TokenError} may carry. */
export type TokenErrorCode = (typeof REASONS)[TokenErrorReason]

/** Marks our errors across copies of the package, where `instanceof` fails. */
const BRAND = Symbol.for('grantline.error')

/** Settings of a {@link GrantlineError}. */
export interface GrantlineErrorOptions {
  /** Replaces the code's own description; must not hold a token, key or claim value. */
  message?: string
  /** The error underneath. */
  cause?: unknown
}

/**
 * Every expected failure of Grantline, told apart by `code`.
 *
 * @example
 * ```ts
 * try {
 *   parseScope('scope:client')
 * } catch (error) {
 *   if (isGrantlineError(error)) console.log(error.code) // 'malformed_scope'
 * }
 * ```
 */
export class GrantlineError extends Error {
  /** The row of the table this error belongs to. */
  readonly code: ErrorCode

  constructor(code: ErrorCode, options: GrantlineErrorOptions = {}) {
    super(
      options.message ?? CODES[code].description,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'GrantlineError'
    this.code = code
    Object.defineProperty(this, BRAND, { value: true })
  }
}

/** Settings of a {@link TokenError}. */
export interface TokenErrorOptions extends GrantlineErrorOptions {
  /** The decision behind an `insufficient_capability`. */
  decision?: Decision
}

/**
 * A token was refused, or what it grants does not suffice.
 *
 * `code` is safe to show to the client, `reason` is for logs only.
 *
 * @example
 * ```ts
 * const result = await verifier.check(token)
 * if (!result.ok) console.log(result.error.code, result.error.reason)
 * ```
 */
export class TokenError extends GrantlineError {
  declare readonly code: TokenErrorCode
  /** Why, for logs. */
  readonly reason: TokenErrorReason
  /** The HTTP status to answer with. */
  readonly status: number
  /** The `error` value of RFC 6750 §3.1. */
  readonly oauthError: string
  /** What was asked and why each capability failed; only with `insufficient_capability`. */
  declare readonly decision?: Decision

  constructor(reason: TokenErrorReason, options: TokenErrorOptions = {}) {
    const code = REASONS[reason]
    super(code, options)
    this.name = 'TokenError'
    this.reason = reason
    this.status = CODES[code].status
    this.oauthError = CODES[code].oauthError
    if (options.decision !== undefined) this.decision = options.decision
  }
}

/**
 * Tells whether a value is an error of Grantline, also of another copy of the package.
 *
 * @example
 * ```ts
 * if (isGrantlineError(error) && error.code === 'expired_token') await refresh()
 * ```
 */
export function isGrantlineError(error: unknown): error is GrantlineError {
  if (error instanceof GrantlineError) return true
  return error instanceof Error && Object.hasOwn(error, BRAND)
}
