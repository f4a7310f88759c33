import type { JsonWebKey } from 'node:crypto'
import { createKeyRing, createVerifier, importKey } from '@grantline/core'
import { createLocalJWKSet, jwtVerify, type JWK } from 'jose'
import { AUDIENCE, ISSUER, TYP } from '../work.ts'
import type { KeysTask } from './task.ts'

/** Verifies with one of many keys. */
export type VerifyWithMany = (token: string) => Promise<unknown>

/** A public key, and the name it has in headers. */
export type NamedJwk = JsonWebKey & { readonly kid: string }

/** Makes one of those that are compared. */
export function verifyWithMany(
  set: KeysTask['set'],
  jwks: readonly NamedJwk[],
): Promise<VerifyWithMany> {
  return set === 'jose' ? verifyInJose(jwks) : verifyInRing(jwks)
}

async function verifyInRing(jwks: readonly NamedJwk[]): Promise<VerifyWithMany> {
  const keys = await Promise.all(
    jwks.map((jwk) => importKey({ alg: 'EdDSA', jwk: { kty: 'OKP', ...jwk } })),
  )
  const ring = createKeyRing(keys)
  const options = { issuer: ISSUER, audience: AUDIENCE, cache: false } as const
  const verifier = createVerifier({ ...options, keys: ring })
  return (token) => verifier.verify(token)
}

async function verifyInJose(jwks: readonly NamedJwk[]): Promise<VerifyWithMany> {
  const set = createLocalJWKSet({ keys: jwks.map((jwk) => jwk as JWK) })
  const options = {
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: TYP,
    algorithms: ['EdDSA'],
    requiredClaims: ['exp'],
  }
  return (token) => jwtVerify(token, set, options)
}
