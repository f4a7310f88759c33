import type { TokenErrorReason } from '../errors.ts'
import type { JsonObject } from './json-object.ts'

/** The claims that only the minter writes; a caller's own claims may not take their names. */
export const RESERVED_CLAIMS: readonly string[] = [
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'scope',
  'sid',
  'once',
  'cnf',
  'root',
]

/** What the claims of a token must fulfil. */
export interface ClaimRules {
  /** `undefined`: any issuer, for keys that have one. */
  readonly issuers: readonly string[] | undefined
  /** `false`: any audience; `undefined`: the token must not have one. */
  readonly audiences: readonly string[] | false | undefined
  readonly leeway: number
  readonly maxAge: number | undefined
  readonly requiredClaims: readonly string[]
}

/** The registered claims as they came, together with whatever else there is. */
type RawClaims = JsonObject & {
  readonly [Name in Exclude<keyof TokenClaims, 'jkt' | 'payload'> | 'cnf']?: unknown
}

/** The registered claims of a token, each an own member of the right type or absent. */
export interface TokenClaims {
  readonly iss: string | undefined
  readonly sub: string | undefined
  readonly aud: string | readonly string[] | undefined
  readonly exp: number
  readonly nbf: number | undefined
  readonly iat: number | undefined
  readonly jti: string | undefined
  readonly scope: string | undefined
  readonly sid: string | undefined
  readonly root: string | undefined
  readonly once: boolean
  /** `cnf.jkt` (RFC 9449 §6.1). */
  readonly jkt: string | undefined
  /** The whole payload. */
  readonly payload: JsonObject
}

/** The claims that every check of time looks at. */
export type TokenTimes = Pick<TokenClaims, 'exp' | 'nbf' | 'iat'>

/**
 * Reads the claims of a token whose signature holds (RFC 7519 §4.1).
 *
 * @returns why the token is refused, if one has a wrong type or `exp` is missing
 */
export function readClaims(payload: RawClaims): TokenClaims | TokenErrorReason {
  // Read by name, not in a loop over names: so the engine knows where each member stands.
  const iss = own(payload, 'iss', payload.iss)
  const sub = own(payload, 'sub', payload.sub)
  const aud = own(payload, 'aud', payload.aud)
  const exp = own(payload, 'exp', payload.exp)
  const nbf = own(payload, 'nbf', payload.nbf)
  const iat = own(payload, 'iat', payload.iat)
  const jti = own(payload, 'jti', payload.jti)
  const scope = own(payload, 'scope', payload.scope)
  const sid = own(payload, 'sid', payload.sid)
  const root = own(payload, 'root', payload.root)
  const once = own(payload, 'once', payload.once)
  const cnf = own(payload, 'cnf', payload.cnf)
  const jkt = cnf === undefined ? undefined : thumbprintIn(cnf)

  if (exp === undefined || !isNumber(exp) || !isNumber(nbf) || !isNumber(iat)) return 'claim'
  if (!isText(sub) || !isText(jti) || !isText(scope) || !isText(sid) || !isText(root))
    return 'claim'
  if (once !== undefined && once !== true) return 'claim'
  if (cnf !== undefined && jkt === undefined) return 'claim'
  if (!isText(iss)) return 'issuer'
  if (!isAudience(aud)) return 'audience'
  return { iss, sub, aud, exp, nbf, iat, jti, scope, sid, root, once: once === true, jkt, payload }
}

/** A claim as an own property: a token cannot inherit one. */
export function ownOf(claims: JsonObject, name: string): unknown {
  return own(claims, name, claims[name])
}

function own(payload: RawClaims, name: string, value: unknown): unknown {
  return value !== undefined && Object.hasOwn(payload, name) ? value : undefined
}

/**
 * Checks what the claims say against the rules (RFC 7519 §4.1), all but the time.
 *
 * @returns why the token is refused, if it is
 */
export function findClaimProblem(
  claims: TokenClaims,
  rules: ClaimRules,
): TokenErrorReason | undefined {
  const { payload } = claims
  for (const name of rules.requiredClaims) {
    if (!Object.hasOwn(payload, name) || payload[name] === null) return 'claim'
  }
  const { iss } = claims
  if (iss === undefined || !(rules.issuers?.includes(iss) ?? true)) return 'issuer'
  return isAudienceFine(claims.aud, rules.audiences) ? undefined : 'audience'
}

/**
 * Checks the times of a token against the clock (RFC 7519 §4.1.4, §4.1.5).
 *
 * @param now NumericDate
 * @returns why the token is refused, if it is
 */
export function findTimeProblem(
  times: TokenTimes,
  rules: ClaimRules,
  now: number,
): TokenErrorReason | undefined {
  // Every comparison with NaN is false, and that would be a token without an end.
  if (!Number.isFinite(now)) return 'unavailable'
  const { exp, nbf, iat } = times
  const { leeway, maxAge } = rules
  if (now >= exp + leeway) return 'expired'
  if (nbf !== undefined && nbf > now + leeway) return 'not_yet_valid'
  if (maxAge === undefined) return undefined
  if (iat === undefined) return 'claim'
  if (iat > now + leeway) return 'not_yet_valid'
  return now - iat > maxAge + leeway ? 'too_old' : undefined
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function isNumber(value: unknown): value is number | undefined {
  return value === undefined || Number.isFinite(value)
}

function isAudience(aud: unknown): aud is string | readonly string[] | undefined {
  return isText(aud) || (Array.isArray(aud) && aud.every((one) => typeof one === 'string'))
}

/** The thumbprint that claims bind their token to, if they do. */
export function thumbprintOf(claims: JsonObject): string | undefined {
  return thumbprintIn(ownOf(claims, 'cnf'))
}

/** `cnf.jkt`; a confirmation of another kind is none that we could check. */
function thumbprintIn(cnf: unknown): string | undefined {
  if (typeof cnf !== 'object' || cnf === null || !Object.hasOwn(cnf, 'jkt')) return undefined
  const { jkt } = cnf as { jkt?: unknown }
  return typeof jkt === 'string' ? jkt : undefined
}

function isAudienceFine(aud: TokenClaims['aud'], wanted: ClaimRules['audiences']): boolean {
  if (wanted === false) return true
  if (wanted === undefined) return aud === undefined
  if (aud === undefined) return false
  return typeof aud === 'string' ? wanted.includes(aud) : aud.some((one) => wanted.includes(one))
}
