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

/** What is kept under the end of a token. */
interface Entry {
  readonly token: string
  readonly verified: VerifiedToken
}

/**
 * Tokens are looked up by their ends, which are signatures, and compared whole: a token comes in a new
 * string each time, and the hash of all of it would take longer than all the rest.
 */
const END = 43

/**
 * Makes a cache of at most so many entries. Two halves take turns: what was not asked for while the
 * younger half filled up is forgotten with the older one. That forgets the least recently used, to
 * within half the size, for one look-up a hit.
 */
export function createVerifiedCache(maxEntries: number): VerifiedCache {
  const half = Math.max(1, Math.floor(maxEntries / 2))
  let young = new Map<string, Entry>()
  let old = new Map<string, Entry>()

  const keep = (end: string, entry: Entry): void => {
    if (young.size >= half && !young.has(end)) {
      old = maxEntries === 1 ? new Map() : young
      young = new Map()
    }
    young.set(end, entry)
  }
  return {
    set: (token, verified) => keep(token.slice(-END), { token, verified }),
    get(token) {
      const end = token.slice(-END)
      const recent = young.get(end)
      if (recent !== undefined) return recent.token === token ? recent.verified : undefined
      const entry = old.get(end)
      if (entry?.token !== token) return undefined
      old.delete(end)
      keep(end, entry)
      return entry.verified
    },
    delete(token) {
      const end = token.slice(-END)
      for (const entries of [young, old]) {
        if (entries.get(end)?.token === token) entries.delete(end)
      }
    },
  }
}
