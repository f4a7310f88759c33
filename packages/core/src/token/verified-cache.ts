import type { Algorithm } from '../key/algorithm.ts'
import type { KeyMaterial } from '../key/key.ts'
import type { TokenTimes } from './claims.ts'
import type { Grant } from './grant.ts'

/** A token that was accepted once, and what has to be asked again each time it comes. */
export interface VerifiedToken {
  readonly grant: Grant
  /** Whether it may be accepted only once. */
  readonly once: boolean
  /** Whether it was accepted before. */
  readonly cached: boolean
  readonly times: TokenTimes
  readonly alg: Algorithm
  readonly kid: string | undefined
  /** The key that verified it; another one for the same header makes the entry worthless. */
  readonly material: KeyMaterial
}

/** Remembers the tokens used last, whole: one token has one spelling. */
export interface VerifiedCache {
  get(token: string): VerifiedToken | undefined
  set(token: string, verified: VerifiedToken): void
  delete(token: string): void
}

/**
 * Makes a cache of at most so many entries. Two halves take turns: what was not asked for while the
 * younger half filled up is forgotten with the older one. That forgets the least recently used, to
 * within half the size, for one look-up a hit.
 */
export function createVerifiedCache(maxEntries: number): VerifiedCache {
  const half = Math.max(1, Math.floor(maxEntries / 2))
  let young = new Map<string, VerifiedToken>()
  let old = new Map<string, VerifiedToken>()

  const set = (token: string, verified: VerifiedToken): void => {
    if (young.size >= half && !young.has(token)) {
      old = maxEntries === 1 ? new Map() : young
      young = new Map()
    }
    young.set(token, verified)
  }
  return {
    set,
    get(token) {
      const recent = young.get(token)
      if (recent !== undefined) return recent
      const verified = old.get(token)
      if (verified === undefined) return undefined
      old.delete(token)
      set(token, verified)
      return verified
    },
    delete(token) {
      if (!young.delete(token)) old.delete(token)
    },
  }
}
