import { currentLoad } from './report/machine.ts'
import type { Outcome } from './report/results.ts'
import { tableOf } from './report/table.ts'
import type { Effort, Scenario } from './scenario.ts'

/** Settings of {@link runAll}. */
export interface RunOptions {
  /** An earlier run, to say how long this one may take. */
  readonly expected: readonly Outcome[]
  /** Is told all outcomes so far, after each. */
  readonly onOutcome: (outcomes: readonly Outcome[]) => void
}

/** Runs scenarios one after the other, and says where it is. */
export async function runAll(
  scenarios: readonly Scenario[],
  effort: Effort,
  { expected, onOutcome }: RunOptions,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [index, scenario] of scenarios.entries()) {
    const left = leftLine(scenarios.slice(index), expected)
    console.log(`\n[${index + 1}/${scenarios.length}] ${scenario.name}${left}`)
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const outcome = await outcomeOf(scenario, effort)
    console.log(tableOf(scenario, outcome))
    outcomes.push(outcome)
    onOutcome(outcomes)
  }
  return outcomes
}

/** One that cannot run does not keep the others from it. */
export async function outcomeOf({ name, run }: Scenario, effort: Effort): Promise<Outcome> {
  const start = performance.now()
  const begun = { scenario: name, at: new Date().toISOString(), load: currentLoad() }
  const seconds = (): number => (performance.now() - start) / 1000
  try {
    const figures = await run(effort)
    return { ...begun, seconds: seconds(), figures }
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause)
    return { ...begun, seconds: seconds(), figures: [], error }
  }
}

/** How long the rest took the last time. */
function leftLine(scenarios: readonly Scenario[], expected: readonly Outcome[]): string {
  const times = scenarios.map(({ name }) => expected.find(({ scenario }) => scenario === name))
  if (times.includes(undefined)) return ''
  const seconds = times.reduce((sum, outcome) => sum + (outcome?.seconds ?? 0), 0)
  return `, about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`} left`
}
