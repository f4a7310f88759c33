import type { ReadScopes } from './parse.ts'

// Tokens of one service say much the same again and again: every renewal repeats its scopes, and
// users share them. What was read once is frozen, so it can be handed out again.

const MOST = 512
/** Longer claims are rare, and would make the memory large. */
const LONGEST = 1024
/** Only every so many new claims is kept: what comes again gets in, what does not costs little. */
const KEEP_EVERY = 7

const known = new Map<string, ReadScopes>()
let misses = 0

/** What a claim was read as before, if it is remembered. */
export function recall(claim: string): ReadScopes | undefined {
  return claim.length > LONGEST ? undefined : known.get(claim)
}

/** May remember a claim; when there are too many, all are forgotten. */
export function remember(claim: string, read: ReadScopes): void {
  misses += 1
  if (misses % KEEP_EVERY !== 0 || claim.length > LONGEST) return
  if (known.size >= MOST) known.clear()
  known.set(claim, read)
}
