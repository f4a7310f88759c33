import type { Decision } from '../capability/decide.ts'
import type { Definition, GrantOf, RequestOf } from '../capability/define.ts'
import type { Rejected, ScopeUri } from '../scope/scope-uri.ts'

/** What a verified token says and allows; deeply frozen. */
export interface Grant {
  /** The `jti` claim. */
  readonly id?: string
  /** The `root` claim: the `jti` of the first ancestor of a narrowed token. */
  readonly rootId?: string
  /** The `sub` claim. */
  readonly subject?: string
  /** The `iss` claim. */
  readonly issuer: string
  /** The `aud` claim. */
  readonly audience?: string | readonly string[]
  /** The `sid` claim. */
  readonly session?: string
  /** The `kid` of the key that signed. */
  readonly keyId?: string
  /** The `iat` claim, NumericDate. */
  readonly issuedAt?: number
  /** The `exp` claim, NumericDate. */
  readonly expiresAt: number
  /** The `scope` claim as it was sent. */
  readonly scope: string
  /** The scopes that could be read, in the order of the claim. */
  readonly capabilities: readonly ScopeUri[]
  /** The scopes that could not be read: they grant nothing. */
  readonly rejected: readonly Rejected[]
  /** Every claim of the token. */
  readonly claims: Readonly<Record<string, unknown>>
  /** `cnf.jkt`: the key the token is bound to (RFC 9449 §6). */
  readonly dpopThumbprint?: string
  /** Whether one of the capabilities allows the request. */
  allows<D extends Definition>(definition: D, request: RequestOf<D>): boolean
  /** The same with the reason, per candidate. */
  explain<D extends Definition>(definition: D, request: RequestOf<D>): Decision
  /**
   * Throws unless the request is allowed.
   *
   * @throws {TokenError} `insufficient_capability`, with the decision
   */
  require<D extends Definition>(definition: D, request: RequestOf<D>): void
  /** Every grant of that capability, typed; malformed ones are left out. */
  find<D extends Definition>(definition: D): readonly GrantOf<D>[]
}
