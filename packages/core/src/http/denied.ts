/** Why `authorize` refuses to have a token minted. */
export type DeniedCode = 'login_required' | 'access_denied' | 'invalid_scope' | 'rate_limited'

/** The answer of an `authorize` that refuses; made by {@link denied}. */
export interface Denied {
  readonly denied: DeniedCode
  readonly retryAfter?: number
}

/** Settings of {@link denied}. */
export interface DeniedOptions {
  /**
   * Seconds until it is worth trying again; the client is told up to a fifth more.
   *
   * @default 5
   */
  retryAfter?: number
}

const CODES: readonly DeniedCode[] = [
  'login_required',
  'access_denied',
  'invalid_scope',
  'rate_limited',
]

/**
 * What `authorize` returns to refuse: nobody is signed in (401), may not have a token (403), asks
 * for more than it may have (400), or asks too often (429).
 *
 * @throws {TypeError} for another code, and for `retryAfter` where nothing is limited
 * @throws {RangeError} unless `retryAfter` is a whole number of seconds, 1 or more
 *
 * @example
 * ```ts
 * if (await limiter.isExceeded(user)) return denied('rate_limited', { retryAfter: 30 })
 * ```
 */
export function denied(code: Exclude<DeniedCode, 'rate_limited'>): Denied
export function denied(code: 'rate_limited', options?: DeniedOptions): Denied
export function denied(code: DeniedCode, options: DeniedOptions = {}): Denied {
  if (!CODES.includes(code)) throw new TypeError(`denied: the code must be ${CODES.join(', ')}`)
  const { retryAfter } = options
  if (retryAfter === undefined) return Object.freeze({ denied: code })
  if (code !== 'rate_limited') {
    throw new TypeError('denied: "retryAfter" goes with the code rate_limited only')
  }
  if (!Number.isSafeInteger(retryAfter) || retryAfter < 1) {
    throw new RangeError('denied: "retryAfter" must be a whole number of seconds, 1 or more')
  }
  return Object.freeze({ denied: code, retryAfter })
}
