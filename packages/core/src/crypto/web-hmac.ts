import type { PreparedKey } from './contract.ts'
import { textLength, type HashBits } from './jws-parameters.ts'
import { bytes, signWith, verifyWith } from './web-signatures.ts'

/** Prepares an HMAC secret (RFC 7518 §3.2). */
export async function prepareHmac(hash: HashBits, secret: Uint8Array): Promise<PreparedKey> {
  const subtle = { name: 'HMAC', hash: `SHA-${hash}` }
  const usages: KeyUsage[] = ['sign', 'verify']
  const key = await crypto.subtle.importKey('raw', bytes(secret), subtle, false, usages)
  return { sign: signWith(subtle, key), verify: verifyWith(subtle, key, textLength(hash / 8)) }
}
