import { base64url, exportJWK, generateKeyPair } from 'jose'
import { rejectUnknownOptions } from '../options.ts'
import { requireAlgorithm, type Algorithm } from './algorithm.ts'
import { importKey } from './import.ts'
import type { Key } from './key.ts'

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
 * Makes a new random signing key; `exportJwk(key, { private: true })` is how to keep it.
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
  if (alg === 'HS256') {
    const k = base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
    return importKey({ alg, jwk: { kty: 'oct', k } }, options)
  }
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  return importKey({ alg, jwk: await exportJWK(privateKey) }, options)
}
