import { constants, createPrivateKey, privateEncrypt } from 'node:crypto'
import type { JWK } from 'jose'
import { rsaPrivate } from './by-hand/rsa.ts'

/** The private operation on a whole block, whatever stands in it (RFC 8017 §5.2.1). */
export function rawRsa(jwk: JWK, block: Uint8Array): Buffer {
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
  try {
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block)
  } catch {
    // Deno pads always.
    return Buffer.from(rsaPrivate(jwk, block))
  }
}
