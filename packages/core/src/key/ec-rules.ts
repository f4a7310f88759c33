import type { JWK } from 'jose'
import type { JwsParametersOf } from '../crypto/jws-parameters.ts'
import type { Algorithm } from './algorithm.ts'
import { requireBytes, requireCurve, type JwkMembers } from './jwk-rules.ts'

/**
 * Reads an EC key: the algorithm's own curve and members of full length (RFC 7518 §6.2). Whether
 * the point lies on the curve is for the runtime's import to say.
 *
 * @throws {TypeError} naming the member at fault
 */
export function readEcJwk(alg: Algorithm, jwk: JwkMembers, rules: JwsParametersOf<'EC'>): JWK {
  const { crv, bytes } = rules
  requireCurve(alg, jwk, crv)
  const x = requireBytes(jwk, 'x', bytes)
  const y = requireBytes(jwk, 'y', bytes)
  const d = jwk.d === undefined ? {} : { d: requireBytes(jwk, 'd', bytes) }
  return { kty: 'EC', crv, x, y, ...d }
}
