import type { MaybePromise } from '../maybe-promise.ts'
import type { Algorithm } from './algorithm.ts'
import { findMaterial, type Key, type KeyMaterial } from './key.ts'

/** Keys to verify with, wherever they come from: what `remoteKeys` returns. */
export interface VerificationKeys {
  /** Where they come from. */
  readonly kind: 'ring' | 'remote'
}

/** How minters and verifiers ask for keys. */
export interface KeySource {
  /** The algorithms of its keys now; `undefined` where they are known only once fetched. */
  algorithms(): ReadonlySet<Algorithm> | undefined
  /**
   * The one key that may verify a token with this header, `undefined` if there is none. The answer
   * stays the same object as long as the key is the same: caches compare it.
   *
   * @throws {TokenError} `verifier_unavailable` when the keys cannot be had
   */
  find(alg: Algorithm, kid: string | undefined): MaybePromise<KeyMaterial | undefined>
  /** The key that signs now, for a token that lives so many seconds; absent in a source that never signs. */
  readonly signer?: (ttl: number) => KeyMaterial
}

const sources = new WeakMap<object, KeySource>()

/** Lets minters and verifiers find the source behind what the caller holds. */
export function registerSource<Keys extends VerificationKeys>(keys: Keys, source: KeySource): Keys {
  const made = Object.freeze(keys)
  sources.set(made, source)
  return made
}

/** @throws {TypeError} for anything that is neither a key nor a set of them made here */
export function sourceOf(owner: string, keys: Key | VerificationKeys): KeySource {
  const material = findMaterial(keys)
  if (material !== undefined) return singleKey(material)
  const source = sources.get(keys)
  if (source !== undefined) return source
  throw new TypeError(
    `${owner}: "keys" must be made by importKey, generateKey, createKeyRing or remoteKeys`,
  )
}

/** A source of one key. A token may leave `kid` out, as there is nothing to choose from. */
function singleKey(material: KeyMaterial): KeySource {
  const { alg, kid } = material.key
  const algorithms = new Set([alg])
  const find: KeySource['find'] = (wantedAlg, wantedKid) => {
    const fits = wantedAlg === alg && (wantedKid === undefined || wantedKid === kid)
    return fits ? material : undefined
  }
  const source = { algorithms: () => algorithms, find }
  return material.sign === undefined ? source : { ...source, signer: () => material }
}
