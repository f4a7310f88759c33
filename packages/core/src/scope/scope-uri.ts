/**
 * A scope URI taken apart: `scope:client:incoming?clientName=Alice` is
 * `{ service: 'client', privilege: 'incoming', params: { clientName: 'Alice' } }`.
 */
export interface ScopeUri {
  /** The first name, for example `client`. */
  readonly service: string
  /** The second name, for example `incoming`. */
  readonly privilege: string
  /**
   * The decoded parameters; what the parser returns has a null prototype. They stand in wire order,
   * but for names like `0`, which JavaScript puts first in any object.
   */
  readonly params: Readonly<Record<string, string>>
}

/** Why a scope of a claim grants nothing. */
export type RejectedReason =
  | 'prefix'
  | 'name'
  | 'character'
  | 'escape'
  | 'encoding'
  | 'empty_pair'
  | 'key'
  | 'duplicate'
  | 'fragment'
  | 'limit'
  | 'unknown_param'
  | 'malformed_value'
  | 'missing_param'

/** A scope of a claim that could not be read, and so grants nothing. */
export interface Rejected {
  /** Its position among the space-separated pieces of the claim, from 0. */
  readonly index: number
  /** The rule it broke. */
  readonly reason: RejectedReason
}

/** The limits of the grammar; whatever is larger is malformed. */
export const SCOPE_LIMITS = {
  /** UTF-8 bytes of a whole claim. */
  claimBytes: 8192,
  /** Scopes in one claim. */
  scopes: 100,
  /** Parameters in one scope. */
  pairs: 32,
  /** UTF-8 bytes of one decoded value. */
  valueBytes: 4096,
} as const
