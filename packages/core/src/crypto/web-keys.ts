import { base64url, type JWK } from 'jose'
import type { Algorithm } from '../key/algorithm.ts'
import { isCanonicalBase64url } from './base64url.ts'
import type { PreparedKey } from './contract.ts'
import { JWS_PARAMETERS, publicHalf, textLength, type JwsParameters } from './jws-parameters.ts'

/** What `importKey`, `sign` and `verify` of WebCrypto need to know of an algorithm. */
interface SubtleParameters {
  readonly name: string
  readonly hash?: string
  readonly namedCurve?: string
  readonly saltLength?: number
}

const utf8 = new TextEncoder()

export async function prepareKey(alg: Algorithm, jwk: JWK): Promise<PreparedKey> {
  const parameters = JWS_PARAMETERS[alg]
  const subtle = subtleParameters(parameters)
  const length = textLength(signatureBytes(parameters, jwk))
  if (parameters.kty === 'oct') {
    const secret = bytes(base64url.decode(jwk.k ?? ''))
    const key = await crypto.subtle.importKey('raw', secret, subtle, false, ['sign', 'verify'])
    return { sign: signWith(subtle, key), verify: verifyWith(subtle, key, length) }
  }
  const verify = verifyWith(subtle, await importJwk(subtle, publicHalf(jwk), 'verify'), length)
  if (jwk.d === undefined) return { verify }
  return { sign: signWith(subtle, await importJwk(subtle, jwk, 'sign')), verify }
}

function subtleParameters(parameters: JwsParameters): SubtleParameters {
  const { kty } = parameters
  if (kty === 'OKP') return { name: parameters.crv }
  const hash = `SHA-${parameters.hash}`
  if (kty === 'oct') return { name: 'HMAC', hash }
  if (kty === 'EC') return { name: 'ECDSA', hash, namedCurve: parameters.crv }
  if (parameters.padding === 'pkcs1') return { name: 'RSASSA-PKCS1-v1_5', hash }
  // RFC 7518 §3.5: the salt is as long as the hash.
  return { name: 'RSA-PSS', hash, saltLength: parameters.hash / 8 }
}

function signatureBytes(parameters: JwsParameters, jwk: JWK): number {
  if (parameters.kty === 'oct') return parameters.hash / 8
  return parameters.kty === 'RSA' ? base64url.decode(jwk.n ?? '').length : parameters.bytes * 2
}

function importJwk(subtle: SubtleParameters, jwk: JWK, use: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk as JsonWebKey, subtle, false, [use])
}

function signWith(subtle: SubtleParameters, key: CryptoKey): (data: string) => Promise<string> {
  return async (data) => {
    const signature = await crypto.subtle.sign(subtle, key, utf8.encode(data))
    return base64url.encode(new Uint8Array(signature))
  }
}

function verifyWith(
  subtle: SubtleParameters,
  key: CryptoKey,
  length: number,
): (data: string, signature: string) => Promise<boolean> {
  return async (data, text) => {
    if (text.length !== length || !isCanonicalBase64url(text)) return false
    try {
      const signature = bytes(base64url.decode(text))
      return await crypto.subtle.verify(subtle, key, signature, utf8.encode(data))
    } catch {
      // Some runtimes reject where others answer false.
      return false
    }
  }
}

/** The same bytes in a buffer of their own: the type that WebCrypto asks for. */
function bytes(view: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view)
}
