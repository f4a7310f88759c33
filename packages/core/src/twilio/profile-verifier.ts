import type { Clock } from '../clock.ts'
import { ownOf, readClaims, type TokenClaims } from '../token/claims.ts'
import { normalTyp } from '../token/front-door.ts'
import type { TokenErrorReason } from '../errors.ts'
import type { JsonObject } from '../token/json-object.ts'
import type { RevocationStore } from '../token/revocation-store.ts'
import { buildVerifier } from '../token/build-verifier.ts'
import type { Verifier } from '../token/verifier.ts'
import type { HmacAlgorithm, HmacKey } from './hmac-key.ts'

/** What one kind of Twilio's tokens asks of a token. */
export interface Profile {
  readonly key: HmacKey
  readonly alg?: HmacAlgorithm
  /** The `iss` to accept; `undefined` accepts any, as the key has one owner. */
  readonly issuer: string | undefined
  /** The claim that tells this kind from the others signed with the same secret. */
  readonly claim: 'scope' | 'grants'
  /** The `cty` headers of this kind, `undefined` for none. */
  readonly cty: readonly (string | undefined)[]
  readonly clock: Clock
  readonly revocation?: RevocationStore | undefined
  /** How many verified tokens are remembered. */
  readonly cacheEntries: number
}

/** The longest token to look at, in bytes. */
const MAX_TOKEN_BYTES = 8192

/** Makes the verifier of one kind of Twilio's tokens. */
export function profileVerifier(profile: Profile): Verifier {
  const { key, alg = 'HS256', issuer, clock, revocation, cacheEntries } = profile
  const algorithms = new Set([alg])
  return buildVerifier({
    source: {
      algorithms: () => algorithms,
      find: (_alg, kid) => (kid === undefined ? key() : undefined),
    },
    algorithms,
    rules: {
      issuers: issuer === undefined ? undefined : [issuer],
      audiences: undefined,
      leeway: 0,
      maxAge: undefined,
      requiredClaims: [profile.claim],
    },
    readClaims: readTwilioClaims,
    typ: false,
    acceptsHeader: (header) => isOfProfile(header, profile),
    // Nothing here ever asks for a proof of possession.
    bearerOnly: true,
    maxTokenBytes: MAX_TOKEN_BYTES,
    strictScopes: false,
    revocation,
    replay: undefined,
    cacheEntries,
    clock,
    onEvent: undefined,
  })
}

/** Some of Twilio's libraries leave `typ` out; none writes another than `JWT`. */
function isOfProfile(header: JsonObject, { cty }: Profile): boolean {
  const typ = ownOf(header, 'typ')
  return (
    (typ === undefined || normalTyp(typ) === 'jwt') &&
    cty.some((one) => one === ownOf(header, 'cty'))
  )
}

const WHOLE_SECONDS = /^[1-9][0-9]{0,14}$/

/** The oldest libraries for Java write `exp` as text; every other claim is read as anywhere. */
function readTwilioClaims(payload: JsonObject): TokenClaims | TokenErrorReason {
  const exp = ownOf(payload, 'exp')
  if (typeof exp !== 'string' || !WHOLE_SECONDS.test(exp)) return readClaims(payload)
  const claims = readClaims({ ...payload, exp: Number(exp) })
  return typeof claims === 'string' ? claims : { ...claims, payload }
}
