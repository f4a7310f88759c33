import type { JsonWebKey } from 'node:crypto'
/** The algorithms of the servers that are asked. */
export type JwsAlg = 'HS256' | 'HS512' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA'

/** A key for tests: text for HMAC, a private JWK for everything else, nothing where it is missing. */
export interface TestKey {
  readonly secret?: string
  readonly jwk?: JsonWebKey
  /** White space in front of its PEM, as a template literal may have it. */
  readonly pemBefore?: string
}

/** A key that a server holds. */
export interface ServerKey {
  /** Its name in keys.json. */
  readonly key: string
  readonly alg: JwsAlg
  /** Its name for tokens: a server with names takes its keys from a set. */
  readonly kid?: string
  /** Further members of its JWK: only libraries that read JWK are asked. */
  readonly members?: Readonly<Record<string, unknown>>
}

/** How a server is set up, beside the issuer and the audience that all expect. */
export interface Server {
  readonly keys: readonly ServerKey[]
  /**
   * What it names as allowed; `'unnamed'` leaves it to the library.
   *
   * @default those of its keys
   */
  readonly algorithms?: readonly string[] | 'unnamed'
  /**
   * The `typ` it asks for.
   *
   * @default none, or `JWT` where a library wants one
   */
  readonly typ?: string
  /** Whether a library that can remember verified tokens does so. @default false */
  readonly cache?: boolean
}

/** What a server must do with a token. */
export type Verdict = 'accept' | 'refuse'

/** One token at one time, and what is right. */
export interface Step {
  /** Seconds since 1970: the clock of the server. */
  readonly now: number
  readonly token: string
  readonly expect: Verdict
  /** Claims as the application must find them; `null` where it must find none. */
  readonly reads?: Readonly<Record<string, unknown>>
  /** Claims that the application writes into what it was given, before the next step. */
  readonly writes?: Readonly<Record<string, unknown>>
}

/** One input, for one server. */
export interface Case {
  /** Unique in its class. */
  readonly name: string
  /**
   * `must`: an RFC demands what is expected. `choice`: the RFCs leave it open, nothing is wrong, and
   * what is expected is only the careful answer.
   */
  readonly strictness: 'must' | 'choice'
  /** The section or the advisory. */
  readonly source: string
  /** What is expected of a server, and why. */
  readonly why: string
  /** Its name in servers.json. */
  readonly server: string
  /** One, or several for the same server, one after the other. */
  readonly steps: readonly [Step, ...Step[]]
}

/** Cases that try one thing: a file of the folder. */
export interface CaseClass {
  /** The name of its file. */
  readonly name: string
  /** What it tries, as a row of a table is called. */
  readonly title: string
  readonly cases: readonly Case[]
}

/** Everything a server is asked with. */
export interface Corpus {
  readonly keys: Readonly<Record<string, TestKey>>
  readonly servers: Readonly<Record<string, Server>>
  readonly classes: readonly CaseClass[]
}
