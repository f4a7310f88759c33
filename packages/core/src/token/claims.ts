import type { TokenErrorReason } from '../errors.ts'

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

/** Longest life a token is minted with when nothing else is said, in seconds. */
export const DEFAULT_TTL = 600

/** What the claims of a token must fulfil. */
export interface ClaimRules {
  readonly issuers: readonly string[]
  /** `false`: any audience; `undefined`: the token must not have one. */
  readonly audiences: readonly string[] | false | undefined
  readonly leeway: number
  readonly maxAge: number | undefined
  readonly requiredClaims: readonly string[]
}

type Claims = Readonly<Record<string, unknown>>

/**
 * Checks the claims of a token whose signature holds (RFC 7519 §4.1).
 *
 * @param now NumericDate
 * @returns why the token is refused, if it is
 */
export function findClaimProblem(
  claims: Claims,
  rules: ClaimRules,
  now: number,
): TokenErrorReason | undefined {
  if (!areWellFormed(claims)) return 'claim'
  if (rules.requiredClaims.some((name) => (ownClaim(claims, name) ?? null) === null)) return 'claim'
  const issuer = ownClaim(claims, 'iss')
  if (typeof issuer !== 'string' || !rules.issuers.includes(issuer)) return 'issuer'
  if (!isAudienceFine(ownClaim(claims, 'aud'), rules.audiences)) return 'audience'
  // A single-use token needs a memory of what was used, and this verifier has none.
  if (Object.hasOwn(claims, 'once')) return 'replay_store_missing'
  return findTimeProblem(claims, rules, now)
}

/** A claim as an own property: a token cannot inherit one. */
export function ownClaim(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined
}

function findTimeProblem(
  claims: Claims,
  rules: ClaimRules,
  now: number,
): TokenErrorReason | undefined {
  const { leeway, maxAge } = rules
  const exp = ownClaim(claims, 'exp') as number
  const nbf = ownClaim(claims, 'nbf') as number | undefined
  const iat = ownClaim(claims, 'iat') as number | undefined
  if (now >= exp + leeway) return 'expired'
  if (nbf !== undefined && nbf > now + leeway) return 'not_yet_valid'
  if (maxAge === undefined) return undefined
  if (iat === undefined) return 'claim'
  if (iat > now + leeway) return 'not_yet_valid'
  return now - iat > maxAge + leeway ? 'too_old' : undefined
}

/** The types of the registered claims; `exp` must be there. */
function areWellFormed(claims: Claims): boolean {
  if (!Number.isFinite(ownClaim(claims, 'exp'))) return false
  for (const name of ['nbf', 'iat']) {
    if (Object.hasOwn(claims, name) && !Number.isFinite(claims[name])) return false
  }
  for (const name of ['sub', 'jti', 'scope', 'sid', 'root']) {
    if (Object.hasOwn(claims, name) && typeof claims[name] !== 'string') return false
  }
  if (Object.hasOwn(claims, 'once') && claims['once'] !== true) return false
  return !Object.hasOwn(claims, 'cnf') || thumbprintOf(claims) !== undefined
}

/** `cnf.jkt` (RFC 9449 §6.1). */
export function thumbprintOf(claims: Claims): string | undefined {
  const cnf = ownClaim(claims, 'cnf')
  if (typeof cnf !== 'object' || cnf === null) return undefined
  const jkt = ownClaim(cnf as Claims, 'jkt')
  return typeof jkt === 'string' ? jkt : undefined
}

function isAudienceFine(aud: unknown, wanted: ClaimRules['audiences']): boolean {
  if (aud !== undefined && !isAudience(aud)) return false
  if (wanted === false) return true
  if (wanted === undefined) return aud === undefined
  if (aud === undefined) return false
  return [aud].flat().some((one) => wanted.includes(one))
}

function isAudience(aud: unknown): aud is string | string[] {
  if (typeof aud === 'string') return true
  return Array.isArray(aud) && aud.every((one) => typeof one === 'string')
}
