import type { JWK } from 'jose'
import { decode as decodeBase64url } from 'jose/base64url'
import type { Algorithm } from './algorithm.ts'
import { requireBytes, type JwkMembers } from './jwk-rules.ts'

/** Fewer are breakable (RFC 7518 §3.3); more, OpenSSL does not verify with. */
const MODULUS_BITS = { least: 2048, most: 16_384 }

// FIPS 186-5 §5.4 asks for more than 2^16. RFC 8017 would allow 3, under which every slip of a
// padding check is a forgery. WebCrypto in Chromium takes no more than 33 bits.
const EXPONENT = { least: 2n ** 16n, most: 2n ** 32n }

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const

type PrivateMembers = Record<(typeof PRIVATE_MEMBERS)[number], string>

/**
 * Reads an RSA key: numbers without leading zeros, a modulus and an exponent that are safe, and
 * either no private member or all six of them (RFC 7518 §6.3).
 *
 * @throws {TypeError} naming the member at fault
 */
export function readRsaJwk(alg: Algorithm, jwk: JwkMembers): JWK {
  const n = requireNumber(jwk, 'n')
  const e = requireNumber(jwk, 'e')
  requireModulus(alg, toBigInt(n))
  requireExponent(toBigInt(e))
  const members = readPrivateMembers(jwk)
  if (members === undefined) return { kty: 'RSA', n, e }
  requireOnePair(n, e, members)
  return { kty: 'RSA', n, e, ...members }
}

function requireModulus(alg: Algorithm, modulus: bigint): void {
  const bits = modulus.toString(2).length
  if (bits < MODULUS_BITS.least || bits > MODULUS_BITS.most) {
    throw new TypeError(
      `importKey: an RSA modulus must have ${MODULUS_BITS.least} to ${MODULUS_BITS.most} bits; make a key with generateKey('${alg}')`,
    )
  }
  if (isOdd(modulus)) return
  throw new TypeError('importKey: the JWK\'s "n" is even, so it is no product of two primes')
}

function requireExponent(exponent: bigint): void {
  if (isOdd(exponent) && exponent > EXPONENT.least && exponent < EXPONENT.most) return
  throw new TypeError(
    'importKey: an RSA exponent "e" must be odd, over 2^16 and below 2^32; the usual one is 65537 ("AQAB")',
  )
}

function readPrivateMembers(jwk: JwkMembers): PrivateMembers | undefined {
  if (jwk.oth !== undefined) {
    throw new TypeError(
      'importKey: the JWK holds "oth", so it has more than two primes; make a key of two',
    )
  }
  const missing = PRIVATE_MEMBERS.filter((member) => jwk[member] === undefined)
  if (missing.length === PRIVATE_MEMBERS.length) return undefined
  if (missing.length > 0) {
    throw new TypeError(
      `importKey: a private RSA JWK needs "d", "p", "q", "dp", "dq" and "qi", and this one has no "${missing.join('", "')}"; export it again with all of them, or remove the others for its public half`,
    )
  }
  return Object.fromEntries(
    PRIVATE_MEMBERS.map((member) => [member, requireNumber(jwk, member)]),
  ) as PrivateMembers
}

/** Faulty signatures would tell the factors, so the numbers are checked before any is made. */
function requireOnePair(n: string, e: string, members: PrivateMembers): void {
  const [modulus, exponent] = [toBigInt(n), toBigInt(e)]
  const [d, dp, dq] = [toBigInt(members.d), toBigInt(members.dp), toBigInt(members.dq)]
  const [p, q, qi] = [toBigInt(members.p), toBigInt(members.q), toBigInt(members.qi)]
  const isPair =
    p > 1n &&
    q > 1n &&
    p * q === modulus &&
    (exponent * d) % (p - 1n) === 1n &&
    (exponent * d) % (q - 1n) === 1n &&
    dp === d % (p - 1n) &&
    dq === d % (q - 1n) &&
    qi < p &&
    (qi * q) % p === 1n
  if (isPair) return
  throw new TypeError("importKey: the RSA JWK's members must belong together; export it again")
}

/** @throws {TypeError} for leading zero bytes, which RFC 7518 §2 forbids: one number, one text */
function requireNumber(jwk: JwkMembers, member: 'n' | 'e' | keyof PrivateMembers): string {
  const text = requireBytes(jwk, member)
  if (decodeBase64url(text)[0] !== 0) return text
  throw new TypeError(`importKey: the JWK's "${member}" must not begin with a zero byte`)
}

function toBigInt(text: string): bigint {
  const hex = Array.from(decodeBase64url(text), (byte) => byte.toString(16).padStart(2, '0'))
  return BigInt(`0x${hex.join('')}`)
}

function isOdd(number: bigint): boolean {
  return number % 2n === 1n
}
