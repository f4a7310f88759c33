import { askAll, type Answers } from '../../correctness/ask.ts'
import type { Corpus } from '../../correctness/case.ts'
import { readCorpus } from '../../correctness/read-corpus.ts'
import { score, type Count, type Score, type ScoredClass } from '../../correctness/report.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'

/** The tables, and what they count. */
const TABLES: readonly (readonly [table: string, count: Count])[] = [
  ['Wrong accepts', 'wrong accepts'],
  ['Wrong rejects', 'wrong rejects'],
  ['Accepted where the RFCs leave it open (nothing is wrong here)', 'left open'],
]

/** Names that a note tells of one library; the command in the folder's README tells all. */
const TOLD = 2

/** The name of the sum, which is no class. */
const ALL = 'all'

/** What each library does with tokens that must be refused, and with those that must be accepted. */
export const verdicts: Scenario = {
  name: 'verdicts',
  section: 'correctness',
  title: 'Wrong answers',
  about:
    'how many of the tokens in apps/bench/correctness each library answers wrongly; each runs in a process whose clock stands still, set up as its documentation shows for a server that knows its issuer, audience, algorithm and keys',
  differs: [
    'A case counts as wrong only if an RFC says what must be done with the token. What the RFCs leave open stands in a table of its own, where a higher number is no fault.',
    'Many cases of a class are one defect in many spellings: a sum counts tokens, not defects.',
    'Most tokens that must be refused are signed with the right key, to get past the signature: only who holds the key, or a faulty issuer, can make them. Anybody can write the signature of a good token in another spelling, and wait for the second of its `exp`; any caller in the process can change what a cache hands out.',
    '`strict` is `jose` with `requiredClaims` and `typ`, and `fast-jwt` with `requiredClaims` and `checkTyp`: their documentation offers these beside the options of the first column.',
    '`jose` and `hono/jwt` decode with `atob` on this Node, which skips white space and takes padding. `jsonwebtoken`, `fast-jwt`, `hono/jwt` and the check by hand read bytes that are no UTF-8 as U+FFFD. `jsonwebtoken` does not look at `crit`.',
    'A secret of 14 bytes is taken by all but ours, an RSA key of 1024 bits by `fast-jwt`, `jsonwebtoken` and `hono/jwt`.',
    '`fast-jwt` takes a token in the very second of its `exp`, checks `iss`, `aud` and `exp` only where they are present unless `requiredClaims` says otherwise, and hands out the object that its cache holds. It runs with its cache where the class is about one; `jose`, `hono/jwt`, `jsonwebtoken` and the check by hand have none.',
    'Where a library lacks the feature, the case is left out: `jsonwebtoken` has no EdDSA and no option for `typ`, `hono/jwt` must be told one algorithm or a set of public keys, and the PEM of `jsonwebtoken` and `fast-jwt` says nothing of a use.',
    'The check by hand is the floor of the other sections: one secret, `createHmac` and `timingSafeEqual`, then `iss`, `aud` and `exp`. It never looks at the header.',
    '`express-jwt`, `express-oauth2-jwt-bearer` and `@fastify/jwt` are left out: they verify with `jsonwebtoken`, `jose` and `fast-jwt`.',
  ],
  run: async () => tablesOf(readCorpus(), await askAll()),
}

/** Three tables of what was answered. */
export function tablesOf(corpus: Corpus, answers: readonly Answers[]): readonly Figure[] {
  const contenders = answers.map(({ contender }) => contender)
  return TABLES.flatMap(([table, count]) => {
    const classes = score(corpus, answers, count)
    const rows = [sumOf(classes, contenders), ...classes]
    return rows.flatMap((one) => figuresOf(one, table, count))
  })
}

/** One row of a table; all classes together are one too. */
function figuresOf(one: ScoredClass, table: string, count: Count): Figure[] {
  const asked = one.scores.filter((each) => each.asked > 0)
  return asked.map(({ contender, counted }, at): Figure => {
    // A sum of zero says it of every class.
    const isPromised = contender === 'grantline' && count !== 'left open' && one.name === ALL
    const figure: Figure = {
      name: `${count}: ${one.title}, ${contender}`,
      unit: 'times',
      value: spreadOf([counted.length]),
      cell: { row: one.title, column: contender, table },
    }
    const promised = isPromised ? { atMost: 0 } : {}
    return Object.assign(figure, promised, at === 0 ? { note: noteOf(one, count) } : {})
  })
}

/** How many cases there are, who was asked fewer, and which were answered wrongly. */
function noteOf({ name, cases, scores }: ScoredClass, count: Count): string {
  const fewer = scores.filter(({ asked }) => asked > 0 && asked < cases)
  const size = cases === 1 ? '1 case' : `${cases} cases`
  const parts = fewer.map(({ contender, asked }) => `${asked} of them for ${contender}`)
  const isTold = count !== 'left open' && name !== ALL
  const wrong = isTold ? scores.filter(({ counted }) => counted.length > 0) : []
  return [[size, ...parts].join(', '), ...wrong.map(namesOf)].join('. ')
}

function namesOf({ contender, counted }: Score): string {
  const told = counted.slice(0, TOLD).map((one) => `\`${one}\``)
  const more = counted.length > TOLD ? ` and ${counted.length - TOLD} more` : ''
  return `${contender}: ${told.join(', ')}${more}`
}

function sumOf(classes: readonly ScoredClass[], contenders: readonly string[]): ScoredClass {
  const cases = classes.reduce((sum, one) => sum + one.cases, 0)
  const scores = contenders.map((contender): Score => {
    const own = classes.flatMap((one) => one.scores.filter((each) => each.contender === contender))
    const asked = own.reduce((sum, each) => sum + each.asked, 0)
    return { contender, asked, counted: own.flatMap(({ counted }) => counted) }
  })
  return { name: ALL, title: 'All of them', cases, scores }
}
