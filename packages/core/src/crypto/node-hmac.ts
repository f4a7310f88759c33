/// <reference types="node" />
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { PreparedKey } from './contract.ts'
import { textLength, type HashBits } from './jws-parameters.ts'

/** Prepares an HMAC secret (RFC 7518 §3.2). */
export async function prepareHmac(hash: HashBits, bytes: Uint8Array): Promise<PreparedKey> {
  const secret = createSecretKey(bytes)
  const algorithm = `sha${hash}`
  const digest = (data: string): string =>
    createHmac(algorithm, secret).update(data).digest('base64url')
  // Texts are compared, not bytes: one digest() to a Buffer costs more than both copies.
  const length = textLength(hash / 8)
  const expected = Buffer.allocUnsafeSlow(length)
  const given = Buffer.allocUnsafeSlow(length)
  return {
    sign: digest,
    verify(data, signature) {
      if (signature.length !== length) return false
      // A character of several bytes could leave bytes of an earlier signature in the buffer.
      if (given.write(signature) !== length) return false
      expected.write(digest(data))
      return timingSafeEqual(expected, given)
    },
  }
}
