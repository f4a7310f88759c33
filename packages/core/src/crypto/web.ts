import { base64url, type JWK } from 'jose'
import type { CryptoContract, PreparedKey } from './contract.ts'

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const ED25519 = { name: 'Ed25519' }

export async function prepareHmac(jwk: JWK): Promise<PreparedKey> {
  const secret = base64url.decode(jwk.k ?? '')
  const key = await crypto.subtle.importKey('raw', bytes(secret), HMAC, false, ['sign', 'verify'])
  return {
    sign: (data) => signWith(HMAC, key, data),
    verify: (data, signature) => verifyWith(HMAC, key, data, signature),
  }
}

export async function prepareEd25519(jwk: JWK): Promise<PreparedKey> {
  const { kty = 'OKP', crv = 'Ed25519', x = '', d } = jwk
  const publicKey = await importJwk({ kty, crv, x }, 'verify')
  const verify: PreparedKey['verify'] = (data, signature) =>
    verifyWith(ED25519, publicKey, data, signature)
  if (d === undefined) return { verify }
  const privateKey = await importJwk({ kty, crv, x, d }, 'sign')
  return { sign: (data) => signWith(ED25519, privateKey, data), verify }
}

export function encodeText(text: string): string {
  return base64url.encode(text)
}

export function decodeText(segment: string): string | undefined {
  try {
    return strictUtf8.decode(base64url.decode(segment))
  } catch {
    return undefined
  }
}

function importJwk(jwk: JWK, use: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk as JsonWebKey, ED25519, false, [use])
}

async function signWith(
  algorithm: { name: string },
  key: CryptoKey,
  data: string,
): Promise<string> {
  const signature = await crypto.subtle.sign(algorithm, key, utf8.encode(data))
  return base64url.encode(new Uint8Array(signature))
}

async function verifyWith(
  algorithm: { name: string },
  key: CryptoKey,
  data: string,
  signature: string,
): Promise<boolean> {
  return crypto.subtle.verify(algorithm, key, bytes(base64url.decode(signature)), utf8.encode(data))
}

/** The same bytes in a buffer of their own: the type that WebCrypto asks for. */
function bytes(view: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view)
}

// Keeps this file and crypto/node.ts to one contract.
void ({ prepareHmac, prepareEd25519, encodeText, decodeText } satisfies CryptoContract)
