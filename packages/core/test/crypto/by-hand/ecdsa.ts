import { base64url, type JWK } from 'jose'
import { inverse, mod, toBytes, toNumber } from './numbers.ts'

interface Curve {
  readonly prime: bigint
  readonly order: bigint
  /** The base point. */
  readonly base: readonly [x: bigint, y: bigint]
}

/** NIST SP 800-186 §3.2.1. */
export const CURVES: Readonly<Record<string, Curve>> = {
  'P-256': {
    prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    base: [
      0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
      0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
    ],
  },
  'P-384': {
    prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    order: BigInt(
      '0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    ),
    base: [
      BigInt(
        '0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
      ),
      BigInt(
        '0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
      ),
    ],
  },
  'P-521': {
    prime: 2n ** 521n - 1n,
    order: BigInt(
      '0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    ),
    base: [
      BigInt(
        '0x00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66',
      ),
      BigInt(
        '0x011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650',
      ),
    ],
  },
}

/**
 * Signs a digest of any length (FIPS 186-5 §6.4.1), r and s side by side. The nonce follows from the
 * key and the digest: enough for tests, and for nothing else.
 */
export function signDigest(jwk: JWK, digest: Uint8Array): Uint8Array<ArrayBuffer> {
  const curve = CURVES[jwk.crv ?? '']
  if (curve === undefined) throw new TypeError('signDigest: no such curve')
  const { prime, order, base } = curve
  const bits = order.toString(2).length
  const secret = toNumber(base64url.decode(jwk.d ?? ''))
  const surplus = Math.max(0, digest.length * 8 - bits)
  const hash = toNumber(digest) >> BigInt(surplus)
  const nonce = mod(secret * 3n + hash * hash + 1n, order)
  const r = mod(multiply(base, nonce, prime), order)
  const s = mod(inverse(nonce, order) * (hash + r * secret), order)
  const length = Math.ceil(bits / 8)
  return Uint8Array.of(...toBytes(r, length), ...toBytes(s, length))
}

/** A point as x / z², y / z³; the neutral one has z = 0. */
type Point = readonly [x: bigint, y: bigint, z: bigint]

/** The x of a point that is added to itself so many times. */
function multiply([x, y]: Curve['base'], times: bigint, prime: bigint): bigint {
  let sum: Point = [1n, 1n, 0n]
  for (const bit of times.toString(2)) {
    sum = double(sum, prime)
    if (bit === '1') sum = add(sum, [x, y, 1n], prime)
  }
  const [sumX, , z] = sum
  return mod(sumX * inverse(z * z, prime), prime)
}

function double([x, y, z]: Point, prime: bigint): Point {
  const [zz, yy] = [mod(z * z, prime), mod(y * y, prime)]
  const beta = mod(x * yy, prime)
  // The curves have a = -3.
  const alpha = mod(3n * (x - zz) * (x + zz), prime)
  const doubleX = mod(alpha * alpha - 8n * beta, prime)
  const doubleY = mod(alpha * (4n * beta - doubleX) - 8n * yy * yy, prime)
  return [doubleX, doubleY, mod(2n * y * z, prime)]
}

/** Of two different points. */
function add([x, y, z]: Point, other: Point, prime: bigint): Point {
  if (z === 0n) return other
  const [otherX, otherY] = other
  const zz = mod(z * z, prime)
  const across = mod(otherX * zz - x, prime)
  const up = mod(otherY * z * zz - y, prime)
  const square = mod(across * across, prime)
  const cube = mod(square * across, prime)
  const v = mod(x * square, prime)
  const sumX = mod(up * up - cube - 2n * v, prime)
  return [sumX, mod(up * (v - sumX) - y * cube, prime), mod(z * across, prime)]
}
