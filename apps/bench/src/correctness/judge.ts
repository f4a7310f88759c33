import { isDeepStrictEqual } from 'node:util'
import type { Case, Corpus, Step, Verdict } from './case.ts'
import type { Contender, VerifyToken } from './contenders/contender.ts'
import type { FixedClock } from './fixed-clock.ts'
import { setupOf } from './set-up.ts'

/** What a library made of a case. */
export interface Answer {
  /** The class and the case, with a slash between. */
  readonly id: string
  /** `'absent'`: it has no such feature and was not asked. `'misread'`: accepted, with other claims. */
  readonly answer: Verdict | 'absent' | 'misread'
  /** What was right at the step that decided. */
  readonly expect: Verdict
  /** Why it refused, in its own words. */
  readonly said?: string
}

/** Asks one library everything. Every case has a server of its own: nothing is left of the one before. */
export async function judge(
  contender: Contender,
  corpus: Corpus,
  clock: FixedClock,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const { name, cases } of corpus.classes) {
    for (const one of cases) {
      // oxlint-disable-next-line no-await-in-loop -- the clock is one for all
      const answer = await answerTo(contender, one, corpus, clock)
      answers.push({ id: `${name}/${one.name}`, ...answer })
    }
  }
  return answers
}

type Outcome = Omit<Answer, 'id'>

async function answerTo(
  contender: Contender,
  { server, steps }: Case,
  corpus: Corpus,
  clock: FixedClock,
): Promise<Outcome> {
  const held = corpus.servers[server]
  if (held === undefined) throw new Error(`no server "${server}"`)
  const [{ now, expect }] = steps
  clock.set(now)
  let verify: VerifyToken | undefined
  try {
    verify = await contender.start(setupOf(held, corpus.keys))
  } catch (error) {
    return { answer: 'refuse', expect, said: `does not start: ${messageOf(error)}` }
  }
  if (verify === undefined) return { answer: 'absent', expect }
  let outcome: Outcome | undefined
  for (const step of steps) {
    clock.set(step.now)
    // oxlint-disable-next-line no-await-in-loop -- one step after the other
    outcome = await outcomeOf(verify, step)
    if (outcome.answer !== step.expect) return outcome
  }
  return outcome ?? { answer: 'absent', expect }
}

async function outcomeOf(verify: VerifyToken, step: Step): Promise<Outcome> {
  const { token, expect, reads = {}, writes = {} } = step
  let claims: Readonly<Record<string, unknown>>
  try {
    claims = await verify(token)
  } catch (error) {
    return { answer: 'refuse', expect, said: messageOf(error) }
  }
  // As an application reads them: a member that is inherited is read too.
  const misread = Object.entries(reads).find(
    ([name, value]) => !isDeepStrictEqual(claims?.[name] ?? null, value),
  )
  if (misread !== undefined) return { answer: 'misread', expect, said: misread[0] }
  for (const [name, value] of Object.entries(writes)) write(claims, name, value)
  return { answer: 'accept', expect }
}

/** What is frozen stays as it is, and that is fine. */
function write(claims: Readonly<Record<string, unknown>>, name: string, value: unknown): void {
  Reflect.set(claims, name, value)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
