/** Why there is no token. */
export type TokenFetchErrorCode =
  | 'network'
  | 'timeout'
  | 'unavailable'
  | 'rate_limited'
  | 'denied'
  | 'login_required'
  | 'bad_response'
  | 'expired_on_arrival'
  | 'superseded'
  | 'disposed'
  | 'aborted'
  | 'unsupported'

/** Settings of a {@link TokenFetchError}. */
export interface TokenFetchErrorOptions {
  /**
   * Must not hold a token.
   *
   * @default a sentence with the code
   */
  message?: string | undefined
  /**
   * Whether trying again may help.
   *
   * @default `false` for denied, login_required, superseded, disposed, aborted and unsupported
   */
  retryable?: boolean | undefined
  /** The HTTP status of the answer. */
  status?: number | undefined
  /** Seconds that the server asked to wait. */
  retryAfter?: number | undefined
  /** The error underneath. */
  cause?: unknown
}

const FINAL = /^(denied|login_required|superseded|disposed|aborted|unsupported)$/

/**
 * A token could not be had, told apart by `code`; also what a `fetchToken` throws to say more than
 * "try again".
 *
 * | code | meaning |
 * |---|---|
 * | `network` | the request did not get through |
 * | `timeout` | no answer within `timeout` |
 * | `unavailable` | the server cannot answer now: 408, 425, 5xx |
 * | `rate_limited` | too many requests: 429, or the manager's own cap |
 * | `denied` | the server refused for good |
 * | `login_required` | nobody is signed in |
 * | `bad_response` | the answer holds no usable token |
 * | `expired_on_arrival` | the token had ended before it came, twice |
 * | `superseded` | the identity changed meanwhile, or the page went away and dropped its token |
 * | `disposed` | the manager has ended |
 * | `aborted` | the caller's own signal |
 * | `unsupported` | the endpoint cannot be reached from here |
 *
 * @example
 * ```ts
 * const manager = new TokenManager({
 *   fetchToken: async () => {
 *     if (!signedIn()) throw new TokenFetchError('login_required')
 *     return await askForToken()
 *   },
 * })
 * ```
 */
export class TokenFetchError extends Error {
  /** The kind of failure. */
  declare readonly code: TokenFetchErrorCode
  /** Whether the manager tries again by itself. */
  declare readonly retryable: boolean
  /** The HTTP status of the answer. */
  declare readonly status?: number | undefined
  /** Seconds that the server asked to wait. */
  declare readonly retryAfter?: number | undefined
  /** When the next attempt is due, NumericDate on the device's clock; set by the manager. */
  declare retryAt?: number | undefined

  constructor(code: TokenFetchErrorCode, options: TokenFetchErrorOptions = {}) {
    super(options.message ?? `no token: ${code}`, options)
    this.name = 'TokenFetchError'
    this.code = code
    this.retryable = options.retryable ?? !FINAL.test(code)
    this.status = options.status
    this.retryAfter = options.retryAfter
  }
}

/**
 * Tells whether a value is a {@link TokenFetchError}, also one of another copy of the package.
 *
 * @example
 * ```ts
 * if (isTokenFetchError(error) && error.code === 'login_required') location.assign('/login')
 * ```
 */
export function isTokenFetchError(error: unknown): error is TokenFetchError {
  return error instanceof Error && error.name === 'TokenFetchError'
}

/** Makes whatever a source threw one of ours: unless it says otherwise, it may pass. */
export function toFetchError(cause: unknown): TokenFetchError {
  if (isTokenFetchError(cause)) return cause
  // What fetch throws when a request does not get through is a TypeError.
  return new TokenFetchError(cause instanceof TypeError ? 'network' : 'unavailable', { cause })
}
