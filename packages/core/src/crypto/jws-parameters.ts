import type { JWK } from 'jose'
import type { Algorithm } from '../key/algorithm.ts'

/** Bits of the SHA-2 hash that an algorithm uses. */
export type HashBits = 256 | 384 | 512

/**
 * What an algorithm's name stands for (RFC 7518 §3.1, RFC 8037 §3.1), by the key type it needs.
 * `bytes` is the length of a curve's coordinate; a signature is two of them.
 */
export type JwsParameters =
  | { readonly kty: 'oct'; readonly hash: HashBits }
  | { readonly kty: 'RSA'; readonly hash: HashBits; readonly padding: 'pkcs1' | 'pss' }
  | { readonly kty: 'EC'; readonly hash: HashBits; readonly crv: string; readonly bytes: number }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly bytes: number }

/** The parameters of one key type. */
export type JwsParametersOf<Type extends JwsParameters['kty']> = Extract<
  JwsParameters,
  { kty: Type }
>

export const JWS_PARAMETERS: Readonly<Record<Algorithm, JwsParameters>> = {
  HS256: { kty: 'oct', hash: 256 },
  HS384: { kty: 'oct', hash: 384 },
  HS512: { kty: 'oct', hash: 512 },
  RS256: { kty: 'RSA', hash: 256, padding: 'pkcs1' },
  RS384: { kty: 'RSA', hash: 384, padding: 'pkcs1' },
  RS512: { kty: 'RSA', hash: 512, padding: 'pkcs1' },
  PS256: { kty: 'RSA', hash: 256, padding: 'pss' },
  PS384: { kty: 'RSA', hash: 384, padding: 'pss' },
  PS512: { kty: 'RSA', hash: 512, padding: 'pss' },
  ES256: { kty: 'EC', hash: 256, crv: 'P-256', bytes: 32 },
  ES384: { kty: 'EC', hash: 384, crv: 'P-384', bytes: 48 },
  ES512: { kty: 'EC', hash: 512, crv: 'P-521', bytes: 66 },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', bytes: 32 },
}

/** Characters of so many bytes as base64url without padding. */
export function textLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3)
}

// A list of what is public, so that a member nobody thought of stays private.
const PUBLIC_MEMBERS: ReadonlySet<string> = new Set(['kty', 'crv', 'x', 'y', 'n', 'e'])

/** The public half of an RSA, EC or OKP key: the members that say which key it is. */
export function publicHalf(jwk: JWK): JWK {
  const entries = Object.entries(jwk).filter(([member]) => PUBLIC_MEMBERS.has(member))
  return Object.fromEntries(entries) as JWK
}
