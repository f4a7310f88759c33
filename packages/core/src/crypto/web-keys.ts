import type { JWK } from 'jose'
import { decode as decodeBase64url } from 'jose/base64url'
import type { Algorithm } from '../key/algorithm.ts'
import type { PreparedKey } from './contract.ts'
import { JWS_PARAMETERS, publicHalf, textLength, type JwsParameters } from './jws-parameters.ts'
import { prepareHmac } from './web-hmac.ts'
import { signWith, verifyWith, type SubtleParameters } from './web-signatures.ts'

/** What an algorithm with a public key needs. */
type AsymmetricParameters = Exclude<JwsParameters, { kty: 'oct' }>

export async function prepareKey(alg: Algorithm, jwk: JWK): Promise<PreparedKey> {
  const parameters = JWS_PARAMETERS[alg]
  if (parameters.kty === 'oct') return prepareHmac(parameters.hash, decodeBase64url(jwk.k ?? ''))
  const subtle = subtleParameters(parameters)
  const length = textLength(signatureBytes(parameters, jwk))
  const verify = verifyWith(subtle, await importJwk(subtle, publicHalf(jwk), 'verify'), length)
  if (jwk.d === undefined) return { verify }
  return { sign: signWith(subtle, await importJwk(subtle, jwk, 'sign')), verify }
}

function subtleParameters(parameters: AsymmetricParameters): SubtleParameters {
  const { kty } = parameters
  if (kty === 'OKP') return { name: parameters.crv }
  const hash = `SHA-${parameters.hash}`
  if (kty === 'EC') return { name: 'ECDSA', hash, namedCurve: parameters.crv }
  if (parameters.padding === 'pkcs1') return { name: 'RSASSA-PKCS1-v1_5', hash }
  // RFC 7518 §3.5: the salt is as long as the hash.
  return { name: 'RSA-PSS', hash, saltLength: parameters.hash / 8 }
}

function signatureBytes(parameters: AsymmetricParameters, jwk: JWK): number {
  return parameters.kty === 'RSA' ? decodeBase64url(jwk.n ?? '').length : parameters.bytes * 2
}

function importJwk(subtle: SubtleParameters, jwk: JWK, use: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk as JsonWebKey, subtle, false, [use])
}
