/** A token as its source hands it over. */
export interface TokenGrant<Meta = unknown> {
  /** The token, of any format. */
  readonly token: string
  /**
   * Seconds it is still good for, as computed by the server at response time.
   *
   * @default `exp - iat` of a token that is a JWT
   */
  readonly expiresIn?: number | undefined
  /** Whatever else came with it. */
  readonly meta?: Meta | undefined
}

/**
 * Why a token is fetched: the `initial` one; it is `due`; a `getToken` is on `demand`; the server
 * `rejected` the held one; the last one came too `late`; the `identity` changed.
 */
export type FetchReason = 'initial' | 'due' | 'demand' | 'rejected' | 'late' | 'identity'

/** What a `fetchToken` is told. */
export interface FetchContext {
  /** Aborts when the answer is of no more use: timeout, another identity, dispose. */
  readonly signal: AbortSignal
  /** Why a token is fetched. */
  readonly reason: FetchReason
  /** Who the token is for. */
  readonly identity: string | undefined
  /** Failed attempts in a row before this one. */
  readonly attempt: number
}

/** Fetches a token; whatever it throws is retried, except a {@link TokenFetchError} that is not retryable. */
export type FetchToken<Meta = unknown> = (context: FetchContext) => Promise<TokenGrant<Meta>>
