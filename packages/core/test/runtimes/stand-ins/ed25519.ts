import { sha512 } from '@noble/hashes/sha2.js'
import { base64url, type JWK } from 'jose'
import { inverse, mod, toBytes, toNumber } from '../../crypto/by-hand/numbers.ts'

// RFC 8032 §5.1, a signature that is there at once; WebCrypto's is a promise.

const PRIME = 2n ** 255n - 19n
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
const D = mod(-121665n * inverse(121666n, PRIME), PRIME)
const BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202n
const BASE_Y = mod(4n * inverse(5n, PRIME), PRIME)

/** Signs with the private half of a JWK. */
export function signEd25519(jwk: JWK, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const seed = sha512(base64url.decode(jwk.d ?? ''))
  const prefix = seed.slice(32)
  const low = seed.slice(0, 32)
  low[0] = (low[0] ?? 0) & 0xf8
  low[31] = ((low[31] ?? 0) & 0x3f) | 0x40
  const nonce = littleEndian(sha512(Uint8Array.of(...prefix, ...message)))
  const r = compress(multiply(nonce % ORDER))
  const publicKey = base64url.decode(jwk.x ?? '')
  const challenge = littleEndian(sha512(Uint8Array.of(...r, ...publicKey, ...message)))
  const s = mod(nonce + challenge * littleEndian(low), ORDER)
  return Uint8Array.of(...r, ...toBytes(s, 32).reverse())
}

/** A point as x / z, y / z, with x · y / z. */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint]

function multiply(times: bigint): Point {
  const base: Point = [BASE_X, BASE_Y, 1n, mod(BASE_X * BASE_Y, PRIME)]
  let sum: Point = [0n, 1n, 1n, 0n]
  for (const bit of times.toString(2)) {
    sum = add(sum, sum)
    if (bit === '1') sum = add(sum, base)
  }
  return sum
}

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2), PRIME)
  const b = mod((y1 + x1) * (y2 + x2), PRIME)
  const c = mod(2n * t1 * t2 * D, PRIME)
  const d = mod(2n * z1 * z2, PRIME)
  const [e, f, g, h] = [b - a, d - c, d + c, b + a]
  return [mod(e * f, PRIME), mod(g * h, PRIME), mod(f * g, PRIME), mod(e * h, PRIME)]
}

function compress([x, y, z]: Point): Uint8Array<ArrayBuffer> {
  const byZ = inverse(z, PRIME)
  const sign = mod(x * byZ, PRIME) & 1n
  return toBytes(mod(y * byZ, PRIME) | (sign << 255n), 32).reverse()
}

function littleEndian(bytes: Uint8Array): bigint {
  return toNumber(Uint8Array.from(bytes).reverse())
}
