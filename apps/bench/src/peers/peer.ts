import type { Keys } from '../keys.ts'

/** A result that may be there at once, as most libraries of Node answer. */
export type MaybePromise<Value> = Value | Promise<Value>

/** How one library mints the token that every library mints. */
export interface Mint {
  /** How it is set up, and what it does more or less than the others; in a few words. */
  readonly differs: string
  /** What is granted is the same every time, prepared outside. */
  readonly held: () => unknown
  /** What is granted is made in the call, for the user of that turn. */
  readonly fresh: (turn: number) => unknown
  /** Claims and scope are given: for tokens of any size; absent where none is minted so. */
  readonly writing?: (claims: Readonly<Record<string, unknown>>, scope: string) => unknown
  /**
   * The token in what they answered.
   *
   * @default the answer is the token
   */
  readonly tokenOf?: (answer: unknown) => string
}

/** How one library verifies it: signature, `alg`, `iss`, `aud`, `exp`. */
export interface Check {
  /** How it is set up, and what it checks more or less than the others; in a few words. */
  readonly differs: string
  /** Throws or rejects for a token that does not hold. */
  readonly verify: (token: string) => unknown
  /** The claims in what `verify` answered. */
  readonly claimsOf: (answer: unknown) => Readonly<Record<string, unknown>>
}

/** One library, set up as its documentation says for the best speed. */
export interface Peer {
  readonly name: string
  /** Prepares minting; absent where it is not compared. */
  readonly minter?: (keys: Keys) => MaybePromise<Mint>
  /** Prepares verifying without a cache; absent where it is not compared. */
  readonly verifier?: (keys: Keys) => MaybePromise<Check>
}

/** Prepares a peer to mint. */
export async function mintOf(peer: Peer, keys: Keys): Promise<Mint> {
  if (peer.minter === undefined) throw new TypeError(`${peer.name} does not mint`)
  return peer.minter(keys)
}

/** Prepares a peer to verify. */
export async function checkOf(peer: Peer, keys: Keys): Promise<Check> {
  if (peer.verifier === undefined) throw new TypeError(`${peer.name} does not verify`)
  return peer.verifier(keys)
}

/** The claims of peers that answer with nothing else. */
export function claimsThemselves(answer: unknown): Readonly<Record<string, unknown>> {
  return answer as Readonly<Record<string, unknown>>
}
