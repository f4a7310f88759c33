import type { Grant } from '../token/grant.ts'
import type { Verifier } from '../token/verifier.ts'

/**
 * The grant of a token that a client hands in as data; `null` if it is no good.
 *
 * @throws {TokenError} `verifier_unavailable`: nobody knows whether it is
 */
export async function checkToken(
  verifier: Pick<Verifier, 'check'>,
  token: string,
): Promise<Grant | null> {
  const result = await verifier.check(token)
  if (result.ok) return result.grant
  if (result.error.code === 'verifier_unavailable') throw result.error
  return null
}
