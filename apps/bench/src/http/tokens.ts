import type { Keys } from '../keys.ts'
import { manyTokens } from '../work.ts'

/** As many as a small service sees: the cache holds them, and a memo of scopes what they say. */
const RETURNING = 256
/** More than any memo of scopes may hold. */
const DISTINCT = 8192

/** Tokens to send in turn. */
export interface TokenSet {
  readonly returning: readonly string[]
  /** Of which no two that a server may remember have the same scope. */
  readonly distinct: readonly string[]
}

/** Signs tokens, each with a scope of its own. */
export function tokenSet(keys: Keys): TokenSet {
  const distinct = manyTokens(keys, DISTINCT)
  return { returning: distinct.slice(0, RETURNING), distinct }
}

/** One after the other, from the start again after the last. */
export function inTurn<Item>(items: readonly Item[]): () => Item {
  let turn = 0
  return () => {
    const item = items[turn % items.length]
    if (item === undefined) throw new RangeError('there is nothing to send')
    turn += 1
    return item
  }
}
