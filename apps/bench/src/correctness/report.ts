import type { Answers } from './ask.ts'
import type { Case, Corpus } from './case.ts'
import type { Answer } from './judge.ts'

/** What a table counts; `'left open'` are accepts that no RFC forbids. */
export type Count = 'wrong accepts' | 'wrong rejects' | 'left open'

/** How one library fared in one class. */
export interface Score {
  readonly contender: string
  /** Cases that it was asked. */
  readonly asked: number
  /** The names of those that count. */
  readonly counted: readonly string[]
}

/** One class as one table counts it. */
export interface ScoredClass {
  readonly name: string
  readonly title: string
  readonly cases: number
  readonly scores: readonly Score[]
}

/** Counts the answers; classes without a case of that kind are left out. */
export function score(
  { classes }: Corpus,
  answers: readonly Answers[],
  count: Count,
): readonly ScoredClass[] {
  const contenders = answers.map(({ contender, answers: all }) => ({
    contender,
    answerTo: new Map(all.map((answer) => [answer.id, answer])),
  }))
  return classes.flatMap(({ name, title, cases }) => {
    const eligible = cases.filter((one) => mayCount(one, count))
    if (eligible.length === 0) return []
    const scores = contenders.map(({ contender, answerTo }): Score => {
      const asked = eligible.flatMap((one) => {
        const answer = answerTo.get(`${name}/${one.name}`)
        return answer === undefined || answer.answer === 'absent' ? [] : [{ one, answer }]
      })
      const counted = asked.filter(({ answer }) => counts(answer, count))
      return { contender, asked: asked.length, counted: counted.map(({ one }) => one.name) }
    })
    return [{ name, title, cases: eligible.length, scores }]
  })
}

/** Whether an answer to the case could be of that kind. */
function mayCount({ strictness, steps }: Case, count: Count): boolean {
  if ((strictness === 'choice') !== (count === 'left open')) return false
  return steps.some(({ expect, reads }) => {
    if (count === 'wrong rejects') return expect === 'accept'
    return expect === 'refuse' || reads !== undefined
  })
}

function counts({ answer, expect }: Answer, count: Count): boolean {
  if (answer === expect || answer === 'absent') return false
  return (answer === 'refuse') === (count === 'wrong rejects')
}
