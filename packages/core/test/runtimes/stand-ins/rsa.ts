import { concatBytes, type CHash } from '@noble/hashes/utils.js'
import { base64url, type JWK } from 'jose'
import { rsaPrivate } from '../../crypto/by-hand/rsa.ts'

/** Signs a digest as RFC 8017 §8.2.1 says. */
export function signPkcs1(jwk: JWK, digest: Uint8Array): Uint8Array<ArrayBuffer> {
  // The last arc of the hash's object identifier (RFC 8017 appendix B.1).
  const arc = { 32: 1, 48: 2, 64: 3 }[digest.length] ?? 0
  const oid = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc]
  const algorithm = [0x30, oid.length + 2, ...oid, 0x05, 0x00]
  const content = [...algorithm, 0x04, digest.length, ...digest]
  const info = [0x30, content.length, ...content]
  const filler = new Uint8Array(sizeOf(jwk) - info.length - 3).fill(0xff)
  return rsaPrivate(jwk, Uint8Array.of(0, 1, ...filler, 0, ...info))
}

/** Signs a digest as RFC 8017 §8.1.1 says, for a modulus of whole bytes. */
export function signPss(
  jwk: JWK,
  digest: Uint8Array,
  hash: CHash,
  saltLength: number,
): Uint8Array<ArrayBuffer> {
  const longest = sizeOf(jwk) - digest.length - 2
  const salt = crypto.getRandomValues(new Uint8Array(saltLength < 0 ? longest : saltLength))
  const seed = hash(Uint8Array.of(...new Uint8Array(8), ...digest, ...salt))
  const block = Uint8Array.of(...new Uint8Array(longest - salt.length), 1, ...salt)
  const mask = maskOf(seed, block.length, hash)
  const masked = block.map((byte, at) => byte ^ (mask[at] ?? 0))
  masked[0] = (masked[0] ?? 0) & 0x7f
  return rsaPrivate(jwk, Uint8Array.of(...masked, ...seed, 0xbc))
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function maskOf(seed: Uint8Array, length: number, hash: CHash): Uint8Array {
  const count = Math.ceil(length / hash.outputLen)
  const blocks = Array.from({ length: count }, (_, at) => hash(Uint8Array.of(...seed, 0, 0, 0, at)))
  return concatBytes(...blocks)
}

function sizeOf(jwk: JWK): number {
  return base64url.decode(jwk.n ?? '').length
}
