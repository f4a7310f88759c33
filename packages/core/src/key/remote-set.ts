import type { MaybePromise } from '../maybe-promise.ts'
import { isPlainObject } from '../plain-object.ts'
import type { Algorithm } from './algorithm.ts'
import type { KeyMaterial } from './key.ts'
import { readRemoteJwk, type RemoteJwk } from './remote-jwk.ts'

/** What a server said its keys are, at one time. */
export interface RemoteSet {
  readonly keys: readonly RemoteJwk[]
  /** The key that is meant, `undefined` if it is no use; `'unknown'` if the set holds nothing like it. */
  find(alg: Algorithm, kid: string | undefined): MaybePromise<KeyMaterial | undefined> | 'unknown'
}

/** More than any issuer has; each costs an import. */
const MAX_KEYS = 500

/**
 * Reads a JWK Set (RFC 7517 §5). A member that is no public key to verify with is left out. Keys
 * that did not change are taken from the set before, so that what is cached for them stays valid.
 *
 * @throws {Error} for what is no JWK Set
 */
export function readRemoteSet(document: unknown, before?: RemoteSet): RemoteSet {
  const members = isPlainObject(document) && Object.hasOwn(document, 'keys') && document['keys']
  if (!Array.isArray(members)) throw new Error('the key server answered no JWK Set')
  if (members.length > MAX_KEYS) throw new Error(`the JWK Set has more than ${MAX_KEYS} keys`)
  const known = new Map(before?.keys.map((key) => [key.fingerprint, key]))
  const read = members.flatMap((member) => readRemoteJwk(member) ?? [])
  return createRemoteSet(read.map((key) => known.get(key.fingerprint) ?? key))
}

function createRemoteSet(all: readonly RemoteJwk[]): RemoteSet {
  const times = new Map<string, number>()
  for (const { kid } of all) if (kid !== undefined) times.set(kid, (times.get(kid) ?? 0) + 1)
  // A `kid` that names two keys names none: it would be the token that chooses between them.
  const keys = all.filter(({ kid }) => kid === undefined || times.get(kid) === 1)
  const byKid = new Map(keys.map((key) => [key.kid, key]))
  const nameless = new Map<Algorithm, MaybePromise<KeyMaterial | undefined>>()

  const findOnly = async (alg: Algorithm): Promise<KeyMaterial | undefined> => {
    const found = await Promise.all(
      keys.filter((key) => key.fits(alg)).map(async (key) => key.material(alg)),
    )
    const [only, ...others] = found.filter((material) => material !== undefined)
    const answer = others.length === 0 ? only : undefined
    nameless.set(alg, answer)
    return answer
  }
  return {
    keys,
    find(alg, kid) {
      if (kid !== undefined) {
        const named = byKid.get(kid)
        if (named === undefined) return 'unknown'
        return named.fits(alg) ? named.material(alg) : undefined
      }
      if (!keys.some((key) => key.fits(alg))) return 'unknown'
      if (!nameless.has(alg)) nameless.set(alg, findOnly(alg))
      return nameless.get(alg)
    },
  }
}
