import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import type { CHash } from '@noble/hashes/utils.js'
import type { JWK } from 'jose'
import { signDigest } from '../../crypto/by-hand/ecdsa.ts'
import { rsaPrivate } from '../../crypto/by-hand/rsa.ts'
import { Buffer } from './buffer.ts'
import { toDer } from './der.ts'
import { signEd25519 } from './ed25519.ts'
import { signPkcs1, signPss } from './rsa.ts'

// The part of `node:crypto` that WebCrypto has not got: hashes and signatures that are there at
// once. Tests forge tokens with it; what core does there goes through WebCrypto.

const HASHES: Readonly<Record<string, CHash>> = { sha1, sha256, sha384, sha512 }

export const constants = {
  RSA_PKCS1_PADDING: 1,
  RSA_NO_PADDING: 3,
  RSA_PKCS1_PSS_PADDING: 6,
  RSA_PSS_SALTLEN_DIGEST: -1,
  RSA_PSS_SALTLEN_MAX_SIGN: -2,
} as const

export function createHash(name: string): Digest {
  return digestOf(hashOf(name).create())
}

export function createHmac(name: string, secret: string | Uint8Array): Digest {
  return digestOf(hmac.create(hashOf(name), bytesOf(secret)))
}

/** A private key, as far as it is one: its JWK. */
interface KeyObject {
  readonly jwk: JWK
}

interface SignInput {
  readonly key: KeyObject
  readonly dsaEncoding?: 'der' | 'ieee-p1363'
  readonly padding?: number
  readonly saltLength?: number
}

export function createPrivateKey({
  key,
}: {
  readonly key: JWK
  readonly format: 'jwk'
}): KeyObject {
  return { jwk: key }
}

/** Without padding, which is all that tests ask for. */
export function privateEncrypt({ key }: SignInput, block: Uint8Array): Buffer {
  return Buffer.from(rsaPrivate(key.jwk, block))
}

export function sign(
  name: string | undefined,
  data: Uint8Array,
  input: KeyObject | SignInput,
): Buffer {
  return Buffer.from(signWith(name, data, 'key' in input ? input : { key: input }))
}

function signWith(
  name: string | undefined,
  data: Uint8Array,
  {
    key: { jwk },
    dsaEncoding,
    padding,
    saltLength = constants.RSA_PSS_SALTLEN_MAX_SIGN,
  }: SignInput,
): Uint8Array {
  if (jwk.kty === 'OKP') return signEd25519(jwk, data)
  const hash = hashOf(name)
  const digest = hash(data)
  if (jwk.kty === 'EC') {
    const pair = signDigest(jwk, digest)
    return dsaEncoding === 'ieee-p1363' ? pair : toDer(pair)
  }
  if (padding !== constants.RSA_PKCS1_PSS_PADDING) return signPkcs1(jwk, digest)
  const isDigest = saltLength === constants.RSA_PSS_SALTLEN_DIGEST
  return signPss(jwk, digest, hash, isDigest ? digest.length : saltLength)
}

interface Digest {
  update(data: string | Uint8Array): Digest
  digest(): Buffer
  digest(encoding: string): string
}

function digestOf(hash: { update(data: Uint8Array): unknown; digest(): Uint8Array }): Digest {
  function digest(): Buffer
  function digest(encoding: string): string
  function digest(encoding?: string): Buffer | string {
    const bytes = Buffer.from(hash.digest())
    return encoding === undefined ? bytes : bytes.toString(encoding)
  }
  const made: Digest = {
    update(data) {
      hash.update(bytesOf(data))
      return made
    },
    digest,
  }
  return made
}

function hashOf(name = ''): CHash {
  const hash = HASHES[name]
  if (hash === undefined) throw new TypeError(`node:crypto: no hash ${name}`)
  return hash
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data
}
