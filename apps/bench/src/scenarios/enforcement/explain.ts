import { allRuleBooks } from '../../enforcement/all.ts'
import { ROUND, tenRules } from '../../enforcement/rules.ts'
import type { Contender } from '../../measure/paired.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { asContenders, compareRounds, inTurns, withoutNotes } from './compare-rounds.ts'

/** What each of them tells. */
const TELLS: Readonly<Record<string, string>> = {
  grantline: 'every capability of that name, with its first parameter that failed and why',
  '@casl/ability': 'the action and the subject that were refused; no rule, no condition',
  '@atproto/oauth-scopes': 'the scope that would be needed; throws, with a stack',
  '@biscuit-auth/biscuit-wasm': 'which checks failed, or that no policy matched; throws',
}

/** Saying why not. */
export const explain: Scenario = {
  name: 'explain',
  section: 'enforcement',
  title: 'Why not?',
  about:
    'the questions of "May it?" on ten rules read once: the six that are refused, and the six that are allowed; the times are for one',
  differs: [
    'No peer says which rule failed on which parameter; each tells what it can.',
    'An allowed request is explained by Grantline too; the others only find that it is allowed.',
  ],
  run: async (effort) => {
    const figures: Figure[] = []
    for (const isAllowed of [false, true]) {
      // oxlint-disable no-await-in-loop -- measured one after the other
      const contenders = await explaining(isAllowed)
      const column = isAllowed ? 'allowed' : 'refused'
      const options = { column, per: 6, isShort: isAllowed }
      const named = isAllowed ? withoutNotes(contenders) : contenders
      figures.push(...(await compareRounds(named, options, effort)))
      // oxlint-enable no-await-in-loop
    }
    return figures
  },
}

async function explaining(isAllowed: boolean): Promise<[Contender, ...Contender[]]> {
  const questions = ROUND.filter((one) => one.isAllowed === isAllowed).map((one) => one.question)
  const contenders: Contender[] = []
  for (const book of await allRuleBooks()) {
    const { name } = book
    // oxlint-disable-next-line no-await-in-loop -- order does not matter, and there are seven
    const held = await book.prepare(questions).hold?.(book.textOf(tenRules(0)))
    const say = held?.explain
    if (say === undefined) continue
    const run = inTurns([undefined], questions.length, (_, index) => say(index))
    contenders.push({ name, run, differs: TELLS[name] ?? '' })
  }
  return asContenders(contenders)
}
