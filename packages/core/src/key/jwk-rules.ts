import type { JWK } from 'jose'
import { isCanonicalBase64url } from '../crypto/base64url.ts'
import type { Algorithm } from './algorithm.ts'

/** 32 bytes as base64url, which both halves of an Ed25519 key are. */
const ED25519_LENGTH = 43

/** The members each algorithm needs, and the names a JWK may give it (RFC 9864 says `Ed25519`). */
const SHAPES = {
  HS256: { kty: 'oct', member: 'k', algs: ['HS256'] },
  EdDSA: { kty: 'OKP', member: 'x', algs: ['EdDSA', 'Ed25519'] },
} as const satisfies Record<Algorithm, object>

/**
 * Obeys what a JWK says of itself: `kty`, `crv`, `alg`, `use`, `key_ops` (RFC 7517 §4).
 *
 * @throws {TypeError} naming the member that forbids this use
 */
export function requireUsableJwk(alg: Algorithm, jwk: JWK): void {
  const shape = SHAPES[alg]
  if (typeof jwk !== 'object' || jwk === null || jwk.kty !== shape.kty) {
    throw new TypeError(`importKey: ${alg} needs a JWK whose "kty" is "${shape.kty}"`)
  }
  if (alg === 'EdDSA' && jwk.crv !== 'Ed25519') {
    throw new TypeError('importKey: EdDSA needs a JWK whose "crv" is "Ed25519"')
  }
  for (const member of alg === 'EdDSA' && jwk.d !== undefined ? ['x', 'd'] : [shape.member]) {
    const value = (jwk as Readonly<Record<string, unknown>>)[member]
    if (typeof value !== 'string' || !isCanonicalBase64url(value)) {
      throw new TypeError(`importKey: the JWK needs "${member}" as base64url text without padding`)
    }
    if (alg === 'EdDSA' && value.length !== ED25519_LENGTH) {
      throw new TypeError(`importKey: the JWK's "${member}" must be 32 bytes`)
    }
  }
  if (jwk.alg !== undefined && !(shape.algs as readonly unknown[]).includes(jwk.alg)) {
    throw new TypeError(`importKey: the JWK's "alg" forbids its use for ${alg}`)
  }
  if (jwk.use !== undefined && jwk.use !== 'sig') {
    throw new TypeError('importKey: the JWK\'s "use" forbids signatures; it must be "sig"')
  }
  requireKeyOps(jwk)
}

function requireKeyOps(jwk: JWK): void {
  if (jwk.key_ops === undefined) return
  const needed = neededOps(jwk)
  if (Array.isArray(jwk.key_ops) && needed.every((op) => jwk.key_ops?.includes(op))) return
  throw new TypeError(`importKey: the JWK's "key_ops" must hold ${needed.join(' and ')}`)
}

function neededOps(jwk: JWK): readonly string[] {
  if (jwk.kty === 'oct') return ['sign', 'verify']
  return jwk.d === undefined ? ['verify'] : ['sign']
}
