import type { Clock } from '../clock.ts'
import { ownOf, readClaims, type TokenClaims } from '../token/claims.ts'
import type { TokenErrorReason } from '../errors.ts'
import type { JsonObject } from '../token/json-object.ts'
import type { RevocationStore } from '../token/revocation-store.ts'
import { buildVerifier } from '../token/build-verifier.ts'
import type { Verifier } from '../token/verifier.ts'
import { expOfCapability } from './exp-claim.ts'
import type { HmacAlgorithm, HmacKey } from './hmac-key.ts'
import { hasJwtType } from './jwt-type.ts'
import { LONGEST_TOKEN } from './longest-token.ts'

/** What one kind of Twilio's tokens asks of a token. */
export interface Profile {
  readonly key: HmacKey
  readonly alg?: HmacAlgorithm
  /** The `iss` to accept; `undefined` accepts any, as the key has one owner. */
  readonly issuer: string | undefined
  /** The claim that tells this kind from the others signed with the same secret. */
  readonly claim: 'scope' | 'grants'
  /** The `cty` headers of this kind, `undefined` for none. */
  readonly cty: readonly unknown[]
  /** Whether `exp` may be text, as in the oldest capability tokens. */
  readonly textExp: boolean
  readonly clock: Clock
  readonly revocation?: RevocationStore | undefined
  /** How many verified tokens are remembered. */
  readonly cacheEntries: number
}

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
    readClaims: profile.textExp ? readCapabilityClaims : readClaims,
    typ: false,
    acceptsHeader: (header) => hasJwtType(header) && profile.cty.includes(ownOf(header, 'cty')),
    // Nothing here ever asks for a proof of possession.
    bearerOnly: true,
    maxTokenBytes: LONGEST_TOKEN,
    strictScopes: false,
    revocation,
    replay: undefined,
    cacheEntries,
    clock,
    onEvent: undefined,
  })
}

/** Every claim but `exp` is read as anywhere. */
function readCapabilityClaims(payload: JsonObject): TokenClaims | TokenErrorReason {
  const exp = expOfCapability(payload)
  if (exp === ownOf(payload, 'exp')) return readClaims(payload)
  const claims = readClaims({ ...payload, exp })
  return typeof claims === 'string' ? claims : { ...claims, payload }
}
