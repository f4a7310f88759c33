import { allRuleBooks } from '../../enforcement/all.ts'
import type { Held, RuleBook } from '../../enforcement/rule-book.ts'
import { dialRules, ROUND, tenRules, type Question } from '../../enforcement/rules.ts'
import type { Contender } from '../../measure/paired.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { asContenders, compareRounds, inTurns, withoutNotes } from './compare-rounds.ts'
import { manyTexts } from './texts.ts'

const QUESTIONS = ROUND.map(({ question }) => question)
const HELD = 'Read once, asked often'
const READ = 'Read for every question'
const GROWTH = 'Refused by so many rules of one kind'
const BATCH = 12
const COUNTS = [1, 10, 100]

/** Asking everybody the same. */
export const allowsPeers: Scenario = {
  name: 'allows-peers',
  section: 'enforcement',
  title: 'May it? Beside the peers',
  about:
    'ten rules of three kinds and twelve questions, six of them refused; all give the same answers. A call asks twelve times, the times are for one',
  differs: [
    'Questions are brought into the form of each library before anything is measured.',
    "Grantline, read for every question, is parseScopes and allows for each scope; a token's grant is read once.",
    'CASL looks through its rules from the last to the first, the others from the first to the last.',
    'CASL carries packed rules as JSON, Biscuit a signed token of facts; the others carry a claim of scopes.',
    'Biscuit may take a second instead of its millisecond, so that a busy machine changes no answer.',
  ],
  plots: [
    {
      kind: 'lines',
      table: GROWTH,
      title: 'A question that is refused, by the number of rules',
      x: 'rules in the token',
      y: 'µs',
      isLogarithmic: true,
    },
  ],
  run: async (effort) => {
    const books = await allRuleBooks()
    return [
      ...(await compareHeld(books, effort)),
      ...(await compareReading(books, effort)),
      ...(await compareGrowth(books, effort)),
    ]
  },
}

async function compareHeld(books: readonly RuleBook[], effort: Effort): Promise<readonly Figure[]> {
  const held = await holdAll(books, QUESTIONS, (book) => book.textOf(tenRules(0)))
  const figures = [
    ...(await compareRounds(
      askers(held, (_, index) => index),
      { column: 'one of twelve', table: HELD, per: BATCH },
      effort,
    )),
  ]
  const last = QUESTIONS.length - 1
  for (const [column, question] of [
    ['first rule', 0],
    ['last rule', 5],
    ['refused', last],
  ] as const) {
    const contenders = withoutNotes(askers(held, () => question))
    const options = { column, table: HELD, per: BATCH, isShort: true }
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    figures.push(...(await compareRounds(contenders, options, effort)))
  }
  return figures
}

function compareReading(books: readonly RuleBook[], effort: Effort): Promise<readonly Figure[]> {
  const contenders = books.flatMap((book): readonly Contender[] => {
    const { name, differs } = book
    const { read } = book.prepare(QUESTIONS)
    if (read === undefined) return []
    const run = inTurns(manyTexts(book, tenRules), BATCH, read)
    return [differs === undefined ? { name, run } : { name, run, differs }]
  })
  const options = { column: 'one of twelve', table: READ, per: BATCH }
  return compareRounds(asContenders(contenders), options, effort)
}

async function compareGrowth(
  books: readonly RuleBook[],
  effort: Effort,
): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const count of COUNTS) {
    const rules = dialRules(count, 0)
    const questions: readonly Question[] = [{ kind: 'dial', app: 'com.acme.none', name: 'alice' }]
    // oxlint-disable no-await-in-loop -- measured one after the other
    const held = await holdAll(books, questions, (book) => book.textOf(rules))
    const contenders = withoutNotes(askers(held, () => 0))
    const options = { column: String(count), table: GROWTH, per: BATCH, isShort: true }
    figures.push(...(await compareRounds(contenders, options, effort)))
    // oxlint-enable no-await-in-loop
  }
  return figures
}

interface HeldBook {
  readonly book: RuleBook
  readonly held: Held
}

async function holdAll(
  books: readonly RuleBook[],
  questions: readonly Question[],
  textOf: (book: RuleBook) => string,
): Promise<readonly HeldBook[]> {
  const all: HeldBook[] = []
  for (const book of books) {
    // oxlint-disable-next-line no-await-in-loop -- order does not matter, and there are seven
    const held = await book.prepare(questions).hold?.(textOf(book))
    if (held !== undefined) all.push({ book, held })
  }
  return all
}

function askers(
  all: readonly HeldBook[],
  questionOf: (item: undefined, index: number) => number,
): [Contender, ...Contender[]] {
  const contenders = all.map(({ book: { name, differs }, held: { allows } }): Contender => {
    const run = inTurns([undefined], BATCH, (item, index) => allows(questionOf(item, index)))
    return differs === undefined ? { name, run } : { name, run, differs }
  })
  return asContenders(contenders)
}
