import { prepareHmac } from '#crypto'
import { base64url } from 'jose'
import { makeKey, materialOf, type KeyMaterial } from '../key/key.ts'
import { hasLoneSurrogate, isKeyText } from '../key/oct-rules.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import { requireText } from '../require.ts'

/** Bits of the hash of each algorithm that a secret of Twilio can sign with. */
const HASHES = { HS256: 256, HS384: 384, HS512: 512 } as const

/** The algorithms that a secret of Twilio can sign with. */
export type HmacAlgorithm = 'HS256' | 'HS384' | 'HS512'

/** Gives the key of a secret: made ready when first asked, the same one ever after. */
export type HmacKey = () => MaybePromise<KeyMaterial>

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
  const text = requireText(owner, option, secret)
  if (hasLoneSurrogate(text)) {
    throw new TypeError(`${owner}: "${option}" holds a lone surrogate, which has no UTF-8 bytes`)
  }
  if (isKeyText(text)) {
    throw new TypeError(`${owner}: "${option}" is the text of a key; give the secret of Twilio`)
  }
  let key: MaybePromise<KeyMaterial> | undefined
  return () => {
    key ??= prepare(owner, alg, text).then((material) => (key = material))
    return key
  }
}

async function prepare(owner: string, alg: HmacAlgorithm, secret: string): Promise<KeyMaterial> {
  const bytes = new TextEncoder().encode(secret)
  const prepared = await prepareHmac(HASHES[alg], bytes)
  const jwk = { kty: 'oct', k: base64url.encode(bytes) }
  return materialOf(owner, makeKey({ alg, type: 'secret' }, { ...prepared, jwk }))
}
