import {
  constants,
  createHash,
  createPrivateKey,
  privateEncrypt,
  type JsonWebKey,
} from 'node:crypto'

/** EMSA-PSS (RFC 8017 §9.1.1) with everything in it to be bent. */
export interface Emsa {
  readonly salt?: number
  readonly trailer?: number
  readonly hash?: string
  readonly mask?: string
  readonly separator?: number
  readonly filler?: number
}

/** A signature of PS256 by hand: its salt is always the same bytes, so it never changes. */
export function pssSignature(jwk: JsonWebKey, data: string, emsa: Emsa = {}): Buffer {
  const { salt = 32, trailer = 0xbc, hash = 'sha256', mask = 'sha256' } = emsa
  const { separator = 1, filler = 0 } = emsa
  const salted = Buffer.alloc(salt, 7)
  const inner = Buffer.concat([Buffer.alloc(8), hashOf(hash, Buffer.from(data)), salted])
  const digest = hashOf(hash, inner)
  const length = modulusBytes(jwk) - digest.length - 1
  const padding = Buffer.alloc(length - salt - 1, filler)
  const block = Buffer.concat([padding, Buffer.from([separator]), salted])
  const stream = maskOf(digest, length, mask)
  const masked = Buffer.from(block.map((byte, at) => byte ^ (stream[at] ?? 0)))
  masked[0] = (masked[0] ?? 0) & 0x7f
  return rawRsa(jwk, Buffer.concat([masked, digest, Buffer.from([trailer])]))
}

/** The private operation on a whole block, whatever stands in it (RFC 8017 §5.2.1). */
export function rawRsa(jwk: JsonWebKey, block: Uint8Array): Buffer {
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block)
}

/** The bytes of the modulus, and so of a signature. */
export function modulusBytes({ n = '' }: JsonWebKey): number {
  return Buffer.byteLength(n, 'base64url')
}

function hashOf(hash: string, data: Uint8Array): Buffer {
  return createHash(hash).update(data).digest()
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function maskOf(seed: Buffer, length: number, hash: string): Buffer {
  const blocks: Buffer[] = []
  for (let at = 0; Buffer.concat(blocks).length < length; at += 1) {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(at)
    blocks.push(hashOf(hash, Buffer.concat([seed, counter])))
  }
  return Buffer.concat(blocks).subarray(0, length)
}
