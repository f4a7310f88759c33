import type { JsonWebKey } from 'node:crypto'
import type { MaybePromise } from '../../peers/peer.ts'
import type { JwsAlg } from '../case.ts'

/** A key in every form that a library may want. */
export interface HeldKey {
  readonly alg: JwsAlg
  readonly kid?: string
  /** HMAC only; absent where the setting is missing. */
  readonly secret?: string
  /** The public half as SPKI; all but HMAC. */
  readonly pem?: string
  /** The public half, or the secret, as a JWK with what the server's file adds. */
  readonly jwk: JsonWebKey
  /** Whether its JWK says more than the key itself, which no PEM can. */
  readonly needsJwk: boolean
}

/** A server as a library is set up for it. */
export interface Setup {
  readonly issuer: string
  readonly audience: string
  readonly keys: readonly [HeldKey, ...HeldKey[]]
  /** `undefined`: left to the library. */
  readonly algorithms: readonly string[] | undefined
  readonly typ?: string
  readonly cache: boolean
}

/** Answers the claims, or throws; what is thrown is a refusal. */
export type VerifyToken = (token: string) => MaybePromise<Readonly<Record<string, unknown>>>

/** One library, set up as its documentation shows. */
export interface Contender {
  readonly name: string
  /**
   * Starts a server. What it throws is a server that does not start, and refuses everything.
   *
   * @returns `undefined` where the library has no such feature: it is not asked
   */
  readonly start: (setup: Setup) => MaybePromise<VerifyToken | undefined>
}

/** The key of a server that has one and gives it no name. */
export function onlyKey({ keys }: Setup): HeldKey | undefined {
  const [first, ...others] = keys
  return others.length === 0 && first.kid === undefined ? first : undefined
}

/** The key that a token names. */
export function keyNamed({ keys }: Setup, kid: unknown): HeldKey | undefined {
  return keys.find((key) => key.kid === kid)
}
