/// <reference types="node" />
import {
  constants,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  sign,
  verify,
  type JsonWebKeyInput,
  type KeyObject,
} from 'node:crypto'
import type { JWK } from 'jose'
import type { Algorithm } from '../key/algorithm.ts'
import type { PreparedKey } from './contract.ts'
import { JWS_PARAMETERS, publicHalf, textLength, type JwsParametersOf } from './jws-parameters.ts'
import { prepareHmac } from './node-hmac.ts'

export async function prepareKey(alg: Algorithm, jwk: JWK): Promise<PreparedKey> {
  const parameters = JWS_PARAMETERS[alg]
  if (parameters.kty === 'oct') {
    return prepareHmac(parameters.hash, Buffer.from(jwk.k ?? '', 'base64url'))
  }
  if (parameters.kty === 'RSA') return prepareRsa(parameters, jwk)
  if (parameters.kty === 'EC') return prepareEcdsa(parameters, jwk)
  return prepareEd25519(parameters, jwk)
}

function prepareRsa({ hash, padding }: JwsParametersOf<'RSA'>, jwk: JWK): PreparedKey {
  const [publicKey, privateKey] = importPair(jwk)
  const algorithm = `sha${hash}`
  const options =
    padding === 'pkcs1'
      ? { padding: constants.RSA_PKCS1_PADDING }
      : {
          padding: constants.RSA_PKCS1_PSS_PADDING,
          // RFC 7518 §3.5: the salt is as long as the hash.
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        }
  const verifying = { key: publicKey, ...options }
  const decode = signatureReader(Buffer.byteLength(jwk.n ?? '', 'base64url'))
  const check: PreparedKey['verify'] = (data, text) => {
    const signature = decode(text)
    if (signature === undefined) return false
    // For RSA a little faster than the one-shot verify, as the text needs no Buffer.
    return createVerify(algorithm).update(data).verify(verifying, signature)
  }
  if (privateKey === undefined) return { verify: check }
  const signing = { key: privateKey, ...options }
  return {
    sign: (data) => createSign(algorithm).update(data).sign(signing, 'base64url'),
    verify: check,
  }
}

function prepareEcdsa({ hash, bytes }: JwsParametersOf<'EC'>, jwk: JWK): PreparedKey {
  const dsaEncoding = 'ieee-p1363'
  return prepareOneShot(`sha${hash}`, { dsaEncoding }, bytes * 2, jwk)
}

function prepareEd25519({ bytes }: JwsParametersOf<'OKP'>, jwk: JWK): PreparedKey {
  return prepareOneShot(undefined, {}, bytes * 2, jwk)
}

function prepareOneShot(
  algorithm: string | undefined,
  options: { readonly dsaEncoding?: 'ieee-p1363' },
  bytes: number,
  jwk: JWK,
): PreparedKey {
  const [publicKey, privateKey] = importPair(jwk)
  const verifying = { key: publicKey, ...options }
  const decode = signatureReader(bytes)
  const check: PreparedKey['verify'] = (data, text) => {
    const signature = decode(text)
    return signature !== undefined && verify(algorithm, Buffer.from(data), verifying, signature)
  }
  if (privateKey === undefined) return { verify: check }
  const signing = { key: privateKey, ...options }
  return {
    sign: (data) => sign(algorithm, Buffer.from(data), signing).toString('base64url'),
    verify: check,
  }
}

/** Reads a signature of exactly so many bytes into one buffer of its own, used again every time. */
function signatureReader(bytes: number): (text: string) => Buffer | undefined {
  const scratch = Buffer.allocUnsafeSlow(bytes)
  const length = textLength(bytes)
  return (text) => {
    if (text.length !== length || scratch.write(text, 'base64url') !== bytes) return undefined
    return scratch
  }
}

function importPair(jwk: JWK): [publicKey: KeyObject, privateKey: KeyObject | undefined] {
  const publicKey = createPublicKey(jwkInput(publicHalf(jwk)))
  return [publicKey, jwk.d === undefined ? undefined : createPrivateKey(jwkInput(jwk))]
}

function jwkInput(jwk: JWK): JsonWebKeyInput {
  return { key: { ...jwk }, format: 'jwk' }
}
