import type { JWK } from 'jose'
import { publicHalf } from '../crypto/jws-parameters.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireFlag } from '../require.ts'
import { materialOf, type Key } from './key.ts'

/** Settings of {@link exportJwk}. */
export interface ExportJwkOptions {
  /**
   * Includes the private half (all six private members of an RSA key) or the secret.
   *
   * @default false
   */
  readonly private?: boolean
}

/**
 * Writes a key as a JWK (RFC 7517) that `importKey` takes back: its public half, unless the private
 * one is asked for.
 *
 * @throws {TypeError} for a secret without `private: true`, as it has no public half, and for a
 *   public key with it
 *
 * @example
 * ```ts
 * const jwk = exportJwk(await generateKey('EdDSA'), { private: true })
 * ```
 */
export function exportJwk(key: Key, options: ExportJwkOptions = {}): JWK {
  rejectUnknownOptions('exportJwk', options, ['private'])
  const { jwk } = materialOf('exportJwk', key)
  const wantsPrivate = requireFlag('exportJwk', 'private', options.private)
  if (!wantsPrivate && key.type === 'secret') {
    throw new TypeError('exportJwk: a secret has no public half; say { private: true } to keep it')
  }
  if (wantsPrivate && key.type === 'public') {
    throw new TypeError('exportJwk: this key has no private half')
  }
  const kid = key.kid === undefined ? {} : { kid: key.kid }
  return { ...(wantsPrivate ? jwk : publicHalf(jwk)), alg: key.alg, ...kid }
}
