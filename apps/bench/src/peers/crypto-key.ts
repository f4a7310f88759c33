import type { Alg, Keys } from '../keys.ts'

const ALGORITHMS = {
  HS256: { name: 'HMAC', hash: 'SHA-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
} as const satisfies Record<Alg, object>

/** The same key for those who work with WebCrypto: whatever else they take is imported per token. */
export async function cryptoKeyOf(keys: Keys, use: 'signing' | 'verifying'): Promise<CryptoKey> {
  const { alg } = keys
  const usages: KeyUsage[] = alg === 'HS256' ? ['sign', 'verify'] : [usageOf(use)]
  const jwk = keys[use].export({ format: 'jwk' })
  return crypto.subtle.importKey('jwk', jwk, ALGORITHMS[alg], false, usages)
}

function usageOf(use: 'signing' | 'verifying'): KeyUsage {
  return use === 'signing' ? 'sign' : 'verify'
}
