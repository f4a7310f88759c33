import { encode as encodeBase64url } from 'jose/base64url'
import { exportJWK } from 'jose/key/export'
import { generateKeyPair } from 'jose/key/generate/keypair'
import { JWS_PARAMETERS } from '../crypto/jws-parameters.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireAlgorithm, type Algorithm } from './algorithm.ts'
import { importKey } from './import.ts'
import type { Key } from './key.ts'

/** Signing with 3072 bits takes eight times as long, and a token does not outlive its day. */
const RSA_MODULUS_BITS = 2048

/** Settings of {@link generateKey}. */
export interface GenerateKeyOptions {
  /**
   * The key's name in the `kid` header.
   *
   * @default its RFC 7638 thumbprint, none for a secret
   */
  readonly kid?: string
}

/**
 * Makes a new random signing key; `exportJwk(key, { private: true })` is how to keep it. A secret is
 * as long as the hash, an RSA modulus has 2048 bits; `importKey` takes longer ones.
 *
 * @throws {TypeError} for an unknown algorithm
 *
 * @example
 * ```ts
 * const key = await generateKey('EdDSA')
 * ```
 */
export async function generateKey(alg: Algorithm, options: GenerateKeyOptions = {}): Promise<Key> {
  rejectUnknownOptions('generateKey', options, ['kid'])
  requireAlgorithm('generateKey', alg)
  const parameters = JWS_PARAMETERS[alg]
  if (parameters.kty === 'oct') {
    const k = encodeBase64url(crypto.getRandomValues(new Uint8Array(parameters.hash / 8)))
    return importKey({ alg, jwk: { kty: 'oct', k } }, options)
  }
  const { privateKey } = await generateKeyPair(alg, {
    extractable: true,
    modulusLength: RSA_MODULUS_BITS,
  })
  return importKey({ alg, jwk: await exportJWK(privateKey) }, options)
}
