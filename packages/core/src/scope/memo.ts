import type { ScopeUri } from './scope-uri.ts'

// Tokens of one service say much the same again and again: every renewal repeats its scopes, and
// users share them. What was read once is frozen, so it can be handed out again.

const MOST = 512
/** Longer scopes are rare, and would make the memory large. */
const LONGEST = 256
/** Only every so many new scopes is kept: what comes again gets in, what does not costs little. */
const KEEP_EVERY = 7

const known = new Map<string, ScopeUri>()
let misses = 0

/** What a good scope was read as before, if it is remembered. */
export function recall(text: string): ScopeUri | undefined {
  return text.length > LONGEST ? undefined : known.get(text)
}

/** May remember a good scope; when there are too many, all are forgotten. */
export function remember(text: string, scope: ScopeUri): void {
  misses += 1
  if (misses % KEEP_EVERY !== 0 || text.length > LONGEST) return
  if (known.size >= MOST) known.clear()
  known.set(text, scope)
}
