import {
  constants,
  createHash,
  createHmac,
  createPrivateKey,
  sign,
  type KeyObject,
} from 'node:crypto'
import type { JWK } from 'jose'
import {
  JWS_PARAMETERS,
  type HashBits,
  type JwsParametersOf,
} from '../../src/crypto/jws-parameters.ts'
import type { Algorithm } from '../../src/key/algorithm.ts'
import { CURVES, signDigest } from './by-hand/ecdsa.ts'
import { toBytes as write, toNumber } from './by-hand/numbers.ts'
import { rawRsa } from './raw-rsa.ts'

/** A signature to verify, and whether it must hold. */
export interface Candidate {
  readonly name: string
  readonly data: string
  readonly signature: Uint8Array
  readonly holds: boolean
}

/** What varies from run to run. */
export interface Noise {
  readonly data: string
  readonly bit: number
  readonly cut: number
  readonly bytes: Uint8Array
}

type Forged = readonly [name: string, signature: Uint8Array, holds?: boolean]

const HASHES: readonly HashBits[] = [256, 384, 512]

/** The order of the base point (RFC 8032 §5.1). */
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

/** The good signature, and everything that may be mistaken for one. */
export function candidatesFor(alg: Algorithm, jwk: JWK, good: Buffer, noise: Noise): Candidate[] {
  const { data } = noise
  const forged = [
    ['good', good, true],
    ...bent(good, noise),
    ...forge(alg, jwk, good, data),
  ] as const
  const candidates = forged.map(([name, signature, holds = false]: Forged): Candidate => ({
    name,
    data,
    signature,
    holds,
  }))
  return [...candidates, { name: 'other data', data: `${data}.`, signature: good, holds: false }]
}

function bent(good: Buffer, { bit, cut, bytes }: Noise): readonly Forged[] {
  const flipped = Buffer.from(good)
  const at = bit % (good.length * 8)
  flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7))
  const random = Buffer.alloc(good.length)
  for (const index of random.keys()) random[index] = bytes[index % bytes.length] ?? 0
  return [
    ['one bit', flipped],
    ['end cut off', good.subarray(0, good.length - 1 - (cut % (good.length - 1)))],
    ['beginning cut off', good.subarray(1 + (cut % (good.length - 1)))],
    ['half', good.subarray(0, good.length / 2)],
    ['bytes behind', Buffer.concat([good, bytes])],
    ['a zero behind', Buffer.concat([good, Buffer.alloc(1)])],
    ['a zero before', Buffer.concat([Buffer.alloc(1), good])],
    ['twice', Buffer.concat([good, good])],
    ['backwards', Buffer.from(good).reverse()],
    ['zeros', Buffer.alloc(good.length)],
    ['ones', Buffer.alloc(good.length, 0xff)],
    ['noise', random],
    ['short noise', bytes],
    ['nothing', Buffer.alloc(0)],
  ]
}

function forge(alg: Algorithm, jwk: JWK, good: Buffer, data: string): readonly Forged[] {
  const parameters = JWS_PARAMETERS[alg]
  if (parameters.kty === 'oct') return forgeHmac(jwk, data, parameters)
  if (parameters.kty === 'RSA') return forgeRsa(jwk, data, parameters)
  if (parameters.kty === 'EC') return forgeEcdsa(jwk, good, data, parameters)
  return forgeEd25519(good)
}

function forgeHmac(jwk: JWK, data: string, { hash }: JwsParametersOf<'oct'>): readonly Forged[] {
  const secret = Buffer.from(jwk.k ?? '', 'base64url')
  const other = HASHES.filter((bits) => bits !== hash)
  return [
    ...other.flatMap((bits): Forged[] => {
      const digest = createHmac(`sha${bits}`, secret).update(data).digest()
      return [
        [`HMAC of SHA-${bits}`, digest],
        [`HMAC of SHA-${bits} cut to size`, digest.subarray(0, hash / 8)],
      ]
    }),
    ['no secret', createHmac(`sha${hash}`, '').update(data).digest()],
    ['hash without secret', createHash(`sha${hash}`).update(data).digest()],
  ]
}

function forgeRsa(jwk: JWK, data: string, rules: JwsParametersOf<'RSA'>): readonly Forged[] {
  const { hash, padding } = rules
  const key = privateKey(jwk)
  const bytes = Buffer.from(data)
  const pkcs1 = { key, padding: constants.RSA_PKCS1_PADDING }
  const pss = (saltLength: number): Buffer =>
    sign(`sha${hash}`, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
  const otherHash = HASHES.find((bits) => bits !== hash)
  const modulus = toNumber(Buffer.from(jwk.n ?? '', 'base64url'))
  const length = Buffer.byteLength(jwk.n ?? '', 'base64url')
  return [
    ['PKCS#1 v1.5', sign(`sha${hash}`, bytes, pkcs1), padding === 'pkcs1'],
    ['PKCS#1 v1.5 of another hash', sign(`sha${otherHash}`, bytes, pkcs1)],
    ['PSS', pss(hash / 8), padding === 'pss'],
    ['PSS without salt', pss(0)],
    ['PSS with one byte less', pss(hash / 8 - 1)],
    ['PSS with one byte more', pss(hash / 8 + 1)],
    ['PSS with the longest salt', pss(constants.RSA_PSS_SALTLEN_MAX_SIGN)],
    ['zero', toBytes(0n, length)],
    ['one', toBytes(1n, length)],
    ['modulus less one', toBytes(modulus - 1n, length)],
    ['modulus', toBytes(modulus, length)],
    ...badPaddings(hash, data, length).map(([name, block]): Forged => [name, rawRsa(jwk, block)]),
  ]
}

/** Blocks that a lax reading of EMSA-PKCS1-v1_5 (RFC 8017 §9.2) would take. */
function badPaddings(
  hash: HashBits,
  data: string,
  length: number,
): readonly (readonly [string, Buffer])[] {
  const digest = createHash(`sha${hash}`).update(data).digest()
  // The last arc of the hash's object identifier, 2.16.840.1.101.3.4.2.x (RFC 8017 appendix B.1).
  const arc = { 256: 1, 384: 2, 512: 3 }[hash]
  const oid = Buffer.from(`0609608648016503040200`, 'hex')
  oid[10] = arc
  const der = (tag: number, ...parts: Buffer[]): Buffer => {
    const content = Buffer.concat(parts)
    return Buffer.concat([Buffer.from([tag, content.length]), content])
  }
  const info = der(0x30, der(0x30, oid, Buffer.from([5, 0])), der(0x04, digest))
  const withoutNull = der(0x30, der(0x30, oid), der(0x04, digest))
  const block = (type: number, filler: number, message: Buffer, behind: Buffer): Buffer => {
    const fill = Buffer.alloc(length - 3 - message.length - behind.length, filler)
    return Buffer.concat([Buffer.from([0, type]), fill, Buffer.from([0]), message, behind])
  }
  const none = Buffer.alloc(0)
  return [
    ['no NULL in the DigestInfo', block(1, 0xff, withoutNull, none)],
    ['no DigestInfo', block(1, 0xff, digest, none)],
    ['block type 2', block(2, 0xff, info, none)],
    ['block type 0', block(0, 0, info, none)],
    ['another filler', block(1, 0xfe, info, none)],
    ['garbage behind the DigestInfo', block(1, 0xff, info, Buffer.alloc(32, 7))],
    [
      'a short filler, then garbage',
      block(1, 0xff, info, Buffer.alloc(length - 11 - info.length, 7)),
    ],
  ]
}

function forgeEcdsa(
  jwk: JWK,
  good: Buffer,
  data: string,
  { hash, crv, bytes }: JwsParametersOf<'EC'>,
): readonly Forged[] {
  const order = CURVES[crv]?.order ?? 0n
  const [r, s] = [toNumber(good.subarray(0, bytes)), toNumber(good.subarray(bytes))]
  const pair = (first: bigint, second: bigint): Buffer =>
    Buffer.concat([toBytes(first, bytes), toBytes(second, bytes)])
  const otherHash = HASHES.find((bits) => bits !== hash)
  // Not every runtime signs a hash that is short for the curve.
  const otherDigest = createHash(`sha${otherHash}`).update(data).digest()
  return [
    ['DER', sign(`sha${hash}`, Buffer.from(data), privateKey(jwk))],
    ['another hash', signDigest(jwk, otherDigest)],
    // ECDSA lets anybody negate s; what must differ from token to token is the jti.
    ['s negated', pair(r, order - s), true],
    ['r negated', pair(order - r, s)],
    ['swapped', pair(s, r)],
    ['r zero', pair(0n, s)],
    ['s zero', pair(r, 0n)],
    ['r and s zero', pair(0n, 0n)],
    ['r and s one', pair(1n, 1n)],
    ['r the order', pair(order, s)],
    ['s the order', pair(r, order)],
    ['r and s the order', pair(order, order)],
    ['r over the order', pair(r + order, s)],
    ['s over the order', pair(r, s + order)],
    ['r and s at the most', pair(order - 1n, order - 1n)],
  ]
}

function forgeEd25519(good: Buffer): readonly Forged[] {
  const order = ED25519_ORDER
  const r = good.subarray(0, 32)
  const s = toNumber(Buffer.from(good.subarray(32)).reverse())
  const scalar = (value: bigint): Buffer => toBytes(value, 32).reverse()
  const identity = Buffer.alloc(32)
  identity[0] = 1
  const overPrime = Buffer.alloc(32, 0xff)
  const join = (...halves: Buffer[]): Buffer => Buffer.concat(halves)
  return [
    ['S + L', join(r, scalar(s + order))],
    ['S + 2L', join(r, scalar(s + 2n * order))],
    ['S negated', join(r, scalar(order - s))],
    ['S zero', join(r, scalar(0n))],
    ['S is L', join(r, scalar(order))],
    ['identity R', join(identity, scalar(s))],
    ['identity R, S zero', join(identity, scalar(0n))],
    ['R zero', join(Buffer.alloc(32), scalar(s))],
    ['R over p', join(overPrime, scalar(s))],
    ['R negated', join(negated(r), scalar(s))],
    ['swapped', join(good.subarray(32), r)],
  ]
}

function negated(point: Buffer): Buffer {
  const copy = Buffer.from(point)
  copy[31] = (copy[31] ?? 0) ^ 0x80
  return copy
}

function privateKey(jwk: JWK): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: 'jwk' })
}

/** Big-endian, cut to the lowest bytes if the number does not fit. */
function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(write(value, length))
}
