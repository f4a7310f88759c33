import type { JWK } from 'jose'
import { decode as decodeBase64url } from 'jose/base64url'
import type { JwsParametersOf } from '../crypto/jws-parameters.ts'
import type { Algorithm } from './algorithm.ts'
import { requireBytes, requireCurve, type JwkMembers } from './jwk-rules.ts'

// Points under which a signature can be made without any private key (RFC 8032 §5.1, RFC 7748 §7):
// those of small order, little-endian and without the sign bit.
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])

/**
 * Reads an Ed25519 key (RFC 8037 §2). Ed448 is refused: not every runtime has it.
 *
 * @throws {TypeError} naming the member at fault
 */
export function readOkpJwk(alg: Algorithm, jwk: JwkMembers, rules: JwsParametersOf<'OKP'>): JWK {
  const { crv, bytes } = rules
  requireCurve(alg, jwk, crv)
  const x = requireBytes(jwk, 'x', bytes)
  requireSoundPoint(decodeBase64url(x))
  const d = jwk.d === undefined ? {} : { d: requireBytes(jwk, 'd', bytes) }
  return { kty: 'OKP', crv, x, ...d }
}

/** @throws {TypeError} for a public half that anybody could sign for, or that has two spellings */
function requireSoundPoint(x: Uint8Array): void {
  const y = x.map((byte, at) => (at === 31 ? byte & 0x7f : byte))
  const hex = Array.from(y, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (!SMALL_ORDER.has(hex) && !isOverPrime(y)) return
  throw new TypeError(
    "importKey: the JWK's \"x\" is no sound Ed25519 public key; make one with generateKey('EdDSA')",
  )
}

/** Whether y is p = 2^255 - 19 or more, which is another spelling of a smaller number. */
function isOverPrime(y: Uint8Array): boolean {
  const [lowest = 0, ...rest] = y
  const highest = rest.pop()
  return lowest >= 0xed && highest === 0x7f && rest.every((byte) => byte === 0xff)
}
