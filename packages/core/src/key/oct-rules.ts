import type { JWK } from 'jose'
import { decode as decodeBase64url, encode as encodeBase64url } from 'jose/base64url'
import type { JwsParametersOf } from '../crypto/jws-parameters.ts'
import type { Algorithm } from './algorithm.ts'
import { requireBytes, type JwkMembers } from './jwk-rules.ts'
import { hasLoneSurrogate, isKeyText } from './secret-text.ts'

/**
 * A secret as a JWK.
 *
 * @throws {TypeError} for an empty secret, for what is neither text nor bytes
 */
export function secretToJwk(secret: Uint8Array | string): JWK {
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    throw new TypeError('importKey: "secret" must be a string or a Uint8Array')
  }
  requireNonEmpty(secret.length)
  if (typeof secret === 'string' && hasLoneSurrogate(secret)) {
    throw new TypeError('importKey: the secret holds a lone surrogate, which has no UTF-8 bytes')
  }
  return { kty: 'oct', k: encodeBase64url(secret) }
}

/**
 * Reads an HMAC secret: at least as long as the hash (RFC 7518 §3.2) and not one repeated byte.
 *
 * @throws {TypeError} for an empty secret and the text of a key always, for a weak one unless
 *   `allowWeak`
 */
export function readOctJwk(
  alg: Algorithm,
  jwk: JwkMembers,
  { hash }: JwsParametersOf<'oct'>,
  allowWeak: boolean,
): JWK {
  if (jwk.k === '') requireNonEmpty(0)
  const k = requireBytes(jwk, 'k')
  const secret = decodeBase64url(k)
  requireNoKeyText(alg, secret)
  if (!allowWeak) requireStrong(alg, secret, hash / 8)
  return { kty: 'oct', k }
}

function requireNonEmpty(length: number): void {
  if (length > 0) return
  throw new TypeError('importKey: the secret is empty; is an environment variable unset?')
}

function requireNoKeyText(alg: Algorithm, secret: Uint8Array): void {
  if (!isKeyText(new TextDecoder().decode(secret))) return
  throw new TypeError(
    `importKey: the secret is the text of a key (PEM, JWK or SSH); give it as "pem" or "jwk" with the algorithm of that key, or make a secret with generateKey('${alg}')`,
  )
}

function requireStrong(alg: Algorithm, secret: Uint8Array, bytes: number): void {
  const fix = `make a random one with generateKey('${alg}')`
  if (secret.length < bytes) {
    throw new TypeError(`importKey: ${alg} needs a secret of at least ${bytes} bytes; ${fix}`)
  }
  if (secret.every((byte) => byte === secret[0])) {
    throw new TypeError(`importKey: the secret repeats one byte; ${fix}`)
  }
}
