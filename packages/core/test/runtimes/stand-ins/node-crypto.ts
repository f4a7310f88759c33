import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import type { CHash } from '@noble/hashes/utils.js'
import { Buffer } from './buffer.ts'

const HASHES: Readonly<Record<string, CHash>> = { sha256, sha384, sha512 }

/** The part of `node:crypto` that WebCrypto has not got: an HMAC that is there at once. */
export function createHmac(name: string, secret: string | Uint8Array): Hmac {
  const hash = HASHES[name]
  if (hash === undefined) throw new TypeError(`createHmac: no hash ${name}`)
  const mac = hmac.create(hash, bytesOf(secret))
  return {
    update(data) {
      mac.update(bytesOf(data))
      return this
    },
    digest: (encoding) => Buffer.from(mac.digest()).toString(encoding),
  }
}

interface Hmac {
  update(data: string | Uint8Array): Hmac
  digest(encoding: string): string
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data
}
