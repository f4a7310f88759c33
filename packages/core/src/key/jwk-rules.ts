import type { JWK } from 'jose'
import { isCanonicalBase64url } from '../crypto/base64url.ts'
import { JWS_PARAMETERS, textLength } from '../crypto/jws-parameters.ts'
import type { Algorithm } from './algorithm.ts'

/** The members of a JWK, none of them believed yet. */
export type JwkMembers = Readonly<Partial<Record<keyof JWK, unknown>>>

/**
 * Obeys what a JWK says of itself: `kty`, `alg`, `use`, `key_ops` (RFC 7517 §4).
 *
 * @throws {TypeError} naming the member that forbids this use
 */
export function requireUsableJwk(alg: Algorithm, jwk: JwkMembers): void {
  const { kty } = JWS_PARAMETERS[alg]
  if (jwk.kty !== kty) {
    throw new TypeError(`importKey: ${alg} needs a JWK whose "kty" is "${kty}"`)
  }
  // RFC 9864 says `Ed25519` where RFC 8037 said `EdDSA`.
  const fits = jwk.alg === alg || (alg === 'EdDSA' && jwk.alg === 'Ed25519')
  if (jwk.alg !== undefined && !fits) {
    throw new TypeError(
      `importKey: the JWK's "alg" forbids its use for ${alg}; import it for the one it names`,
    )
  }
  if (jwk.use !== undefined && jwk.use !== 'sig') {
    throw new TypeError('importKey: the JWK\'s "use" forbids signatures; it must be "sig"')
  }
  requireKeyOps(jwk)
}

function requireKeyOps(jwk: JwkMembers): void {
  const { key_ops: given } = jwk
  if (given === undefined) return
  const needed = neededOps(jwk)
  if (Array.isArray(given) && needed.every((op) => given.includes(op))) return
  throw new TypeError(`importKey: the JWK's "key_ops" must hold ${needed.join(' and ')}`)
}

function neededOps(jwk: JwkMembers): readonly string[] {
  if (jwk.kty === 'oct') return ['sign', 'verify']
  return jwk.d === undefined ? ['verify'] : ['sign']
}

/** @throws {TypeError} for a curve that the algorithm does not name */
export function requireCurve(alg: Algorithm, jwk: JwkMembers, crv: string): void {
  if (jwk.crv === crv) return
  throw new TypeError(`importKey: ${alg} needs a JWK whose "crv" is "${crv}"`)
}

/**
 * A member that must be base64url text in its only spelling (RFC 7515 §2), of so many bytes if the
 * algorithm says how many.
 *
 * @throws {TypeError} naming the member
 */
export function requireBytes(jwk: JwkMembers, member: keyof JWK, bytes?: number): string {
  const value = jwk[member]
  if (typeof value !== 'string' || !isCanonicalBase64url(value)) {
    throw new TypeError(`importKey: the JWK needs "${member}" as base64url text without padding`)
  }
  if (bytes === undefined || value.length === textLength(bytes)) return value
  throw new TypeError(`importKey: the JWK's "${member}" must be ${bytes} bytes`)
}
