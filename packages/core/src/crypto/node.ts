/// <reference types="node" />
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import type { JWK } from 'jose'
import type { CryptoContract, PreparedKey } from './contract.ts'

export async function prepareHmac(jwk: JWK): Promise<PreparedKey> {
  const secret = createSecretKey(Buffer.from(jwk.k ?? '', 'base64url'))
  return {
    sign: (data) => createHmac('sha256', secret).update(data).digest('base64url'),
    verify: (data, signature) => {
      const expected = createHmac('sha256', secret).update(data).digest()
      const given = Buffer.from(signature, 'base64url')
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}

export async function prepareEd25519(jwk: JWK): Promise<PreparedKey> {
  const { kty = 'OKP', crv = 'Ed25519', x = '', d } = jwk
  const publicKey = createPublicKey({ key: { kty, crv, x }, format: 'jwk' })
  const check: PreparedKey['verify'] = (data, signature) =>
    verify(null, Buffer.from(data), publicKey, Buffer.from(signature, 'base64url'))
  if (d === undefined) return { verify: check }
  const privateKey = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' })
  return {
    sign: (data) => sign(null, Buffer.from(data), privateKey).toString('base64url'),
    verify: check,
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeText(text: string): string {
  return Buffer.from(text).toString('base64url')
}

export function decodeText(segment: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(segment, 'base64url'))
  } catch {
    return undefined
  }
}

// Keeps this file and crypto/web.ts to one contract.
void ({ prepareHmac, prepareEd25519, encodeText, decodeText } satisfies CryptoContract)
