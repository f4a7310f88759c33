import { prepareHmac } from '#crypto'
import type { PreparedKey } from '../crypto/contract.ts'
import type { HashBits } from '../crypto/jws-parameters.ts'
import type { KeyMaterial } from '../key/key.ts'
import { isKeyText } from '../key/secret-text.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import { requireUnicodeText } from './require-unicode.ts'

const ALGORITHMS: readonly unknown[] = ['HS256', 'HS384', 'HS512'] satisfies HmacAlgorithm[]

/** The algorithms that a secret of Twilio can sign with. */
export type HmacAlgorithm = 'HS256' | 'HS384' | 'HS512'

/** Whether a secret can sign with it. */
export function isHmac(alg: unknown): alg is HmacAlgorithm {
  return ALGORITHMS.includes(alg)
}

/**
 * The algorithm of an option, HS256 by default.
 *
 * @throws {TypeError} naming the algorithms there are
 */
export function requireHmacAlgorithm(owner: string, alg: unknown = 'HS256'): HmacAlgorithm {
  if (isHmac(alg)) return alg
  throw new TypeError(`${owner}: "algorithm" must be one of ${ALGORITHMS.join(', ')}`)
}

/** A key that signs as well as verifies. */
type SigningMaterial = KeyMaterial & Required<PreparedKey>

/** Gives the key of a secret: made ready when first asked, the same one ever after. */
export type HmacKey = () => MaybePromise<SigningMaterial>

/**
 * The key of an auth token or API key secret, its UTF-8 bytes. Twilio gives out the secret, so its
 * strength is not ours to choose; the text of another key is refused as everywhere.
 *
 * @throws {TypeError} at once, for an empty secret and for what has no UTF-8 bytes
 */
export function hmacKey(
  owner: string,
  option: string,
  secret: string,
  alg: HmacAlgorithm = 'HS256',
): HmacKey {
  const text = requireUnicodeText(owner, option, secret)
  if (isKeyText(text)) {
    throw new TypeError(`${owner}: "${option}" is the text of a key; give the secret of Twilio`)
  }
  let key: MaybePromise<SigningMaterial> | undefined
  return () => {
    key ??= prepare(alg, text).then((material) => (key = material))
    return key
  }
}

/** The bits of its hash, which are its name. */
export function hashOf(alg: HmacAlgorithm): HashBits {
  return Number(alg.slice(2)) as HashBits
}

async function prepare(alg: HmacAlgorithm, secret: string): Promise<SigningMaterial> {
  const bytes = new TextEncoder().encode(secret)
  // A secret signs, always.
  const prepared = (await prepareHmac(hashOf(alg), bytes)) as Required<PreparedKey>
  // Nobody exports this key, so its JWK holds no second copy of the secret.
  return { ...prepared, key: Object.freeze({ alg, type: 'secret' }), jwk: { kty: 'oct' } }
}
