import { atprotoParsed, atprotoRules } from './atproto-rules.ts'
import { biscuitRules } from './biscuit-rules.ts'
import { caslRules } from './casl-rules.ts'
import { grantlineRules } from './grantline-rules.ts'
import { byHand, splitIncludes } from './plain-rules.ts'
import type { RuleBook } from './rule-book.ts'

/** Whoever answers questions by rules, Grantline first. */
export async function allRuleBooks(): Promise<readonly RuleBook[]> {
  const biscuit = await biscuitRules()
  return [grantlineRules, caslRules, atprotoRules, atprotoParsed, splitIncludes, byHand, biscuit]
}
