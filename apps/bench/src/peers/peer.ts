import type { Keys } from '../keys.ts'

/** A result that may be there at once, as most libraries of Node answer. */
export type MaybePromise<Value> = Value | Promise<Value>

/** How one library mints the token that every library mints. */
export interface Mint {
  /** What is granted is the same every time, prepared outside. */
  readonly held: () => unknown
  /** What is granted is made in the call, for the user of that turn. */
  readonly fresh: (turn: number) => unknown
  /**
   * The token in what they answered.
   *
   * @default the answer is the token
   */
  readonly tokenOf?: (answer: unknown) => string
}

/** How one library verifies it: signature, `alg`, `iss`, `aud`, `exp`. */
export interface Check {
  /** Throws or rejects for a token that does not hold. */
  readonly verify: (token: string) => unknown
  /** The claims in what `verify` answered. */
  readonly claimsOf: (answer: unknown) => Readonly<Record<string, unknown>>
}

/** One library, set up as its documentation says for the best speed. */
export interface Peer {
  readonly name: string
  /** How it is set up, and what it does more or less than the others; in a few words. */
  readonly differs?: string
  /** Prepares minting; absent where it is not compared. */
  readonly minter?: (keys: Keys) => MaybePromise<Mint>
  /** Prepares verifying without a cache; absent where it is not compared. */
  readonly verifier?: (keys: Keys) => MaybePromise<Check>
}
