import type { MaybePromise } from '../maybe-promise.ts'
import type { Grant } from './grant.ts'

/** What a revocation is about; the same value may be revoked at several levels. */
export type RevocationLevel = 'token' | 'session' | 'subject' | 'key' | 'all'

/** One revocation. */
export interface RevocationEntry {
  /** `token` matches `jti` and `root`, `session` the `sid`, `subject` the `sub`, `key` the `kid`. */
  readonly level: RevocationLevel
  /** Which token, session, subject or key; with `all` it is not looked at. */
  readonly value: string
  /**
   * NumericDate: whatever was issued at or before it is revoked; milliseconds are kept.
   *
   * @default now
   */
  readonly before?: number
  /** NumericDate after which no token it could match lives any more, so that it may be forgotten. */
  readonly expiresAt: number
}

/** The members of a grant that a revocation can match. */
export type GrantIdentity = Pick<
  Grant,
  'id' | 'rootId' | 'session' | 'subject' | 'issuer' | 'keyId' | 'issuedAt' | 'expiresAt'
>

/** Whether a grant is revoked, and how well the store knows. */
export interface RevocationAnswer {
  readonly revoked: boolean
  /** `unknown` refuses the token, `stale` accepts it and tells the verifier's `onEvent`. */
  readonly freshness: 'fresh' | 'stale' | 'unknown'
}

/** Remembers what was revoked. */
export interface RevocationStore {
  /**
   * Revokes; resolves once every later {@link RevocationStore.check} knows it, and its clock is past
   * the cut-off: what is minted after the answer is never caught.
   */
  revoke(entry: RevocationEntry): Promise<void>
  /** Whether any level says that the grant is revoked. */
  check(grant: GrantIdentity): MaybePromise<RevocationAnswer>
  /** Calls back after each revocation; returns how to stop. */
  subscribe?(onRevoke: () => void): () => void
  close?(): Promise<void>
}
