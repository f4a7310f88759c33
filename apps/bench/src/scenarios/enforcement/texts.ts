import type { RuleBook } from '../../enforcement/rule-book.ts'
import type { Rule } from '../../enforcement/rules.ts'

/** More than any memo of scopes may hold, so that in a cycle hardly one is met again. */
const DISTINCT = 4096
/** Signed ones take longer to make, and nobody remembers them. */
const DISTINCT_SIGNED = 64
/** Texts of one length, in characters; beyond that fewer are made. */
const MOST_CHARACTERS = 4_000_000

/** Texts for as many users, no two of them the same. */
export function manyTexts(
  { name, textOf }: RuleBook,
  rulesOf: (user: number) => readonly Rule[],
): readonly string[] {
  const isSigned = name.includes('biscuit')
  const most = Math.floor(MOST_CHARACTERS / textOf(rulesOf(0)).length)
  const length = Math.min(isSigned ? DISTINCT_SIGNED : DISTINCT, most)
  // Each is one flat string, as JSON.parse makes it.
  return Array.from({ length }, (_, user) => Buffer.from(textOf(rulesOf(user))).toString())
}
