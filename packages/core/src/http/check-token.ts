import type { TokenErrorReason } from '../errors.ts'
import { ownOf } from '../token/claims.ts'
import { readSegment } from '../token/front-door.ts'
import type { Grant } from '../token/grant.ts'
import type { CheckResult, Verifier } from '../token/verifier.ts'

/**
 * The grant of a token that a client hands in as data; `null` if it is no good.
 *
 * @throws {TokenError} `verifier_unavailable`: nobody knows whether it is
 */
export async function checkToken(
  verifier: Pick<Verifier, 'check'>,
  token: string,
): Promise<Grant | null> {
  return grantOf(await verifier.check(token))
}

/** @throws {TokenError} `verifier_unavailable` */
export function grantOf(result: CheckResult): Grant | null {
  if (result.ok) return result.grant
  if (result.error.code === 'verifier_unavailable') throw result.error
  return null
}

/** What a revocation of one token names. */
export type RevocableToken = Pick<Grant, 'id' | 'expiresAt'>

/** A token that is refused for one of these may be good elsewhere, or later. */
const STILL_ALIVE: ReadonlySet<TokenErrorReason> = new Set<TokenErrorReason>([
  // Whoever asked first may still wait for the disk, and nobody may be told before.
  'revoked',
  'replayed',
  'replay_store_missing',
  'not_yet_valid',
])

/** What to revoke of a token that was checked, `null` if there is nothing. */
export function revocableOf(token: string, result: CheckResult): RevocableToken | null {
  if (result.ok) return result.grant
  if (!STILL_ALIVE.has(result.error.reason)) return null
  // Times and stores are asked last: signature and claims hold.
  const claims = readSegment(token.split('.')[1] ?? '') ?? {}
  const [id, expiresAt] = [ownOf(claims, 'jti'), ownOf(claims, 'exp')]
  const isNamed = typeof id === 'string' && typeof expiresAt === 'number'
  return isNamed ? { id, expiresAt } : null
}
