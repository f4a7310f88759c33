import { parseArgs } from 'node:util'
import { currentLoad, describeMachine } from './report/machine.ts'
import { tally, writeResults, type Outcome } from './report/results.ts'
import { loadLine, machineLine, peersLine, tableOf, tallyLine } from './report/table.ts'
import { FULL, QUICK, type Effort, type Scenario } from './scenario.ts'
import { SCENARIOS } from './scenarios/all.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string', default: '.results/bench.json' },
    list: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
})

const chosen = SCENARIOS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((filter) => name.includes(filter)),
)

if (values.list || chosen.length === 0) {
  for (const { name, about } of SCENARIOS) console.log(`${name.padEnd(16)} ${about}`)
  process.exitCode = values.list ? 0 : 1
} else {
  await runAll()
}

async function runAll(): Promise<void> {
  const machine = describeMachine()
  console.log(`${machineLine(machine)}\n${peersLine(machine)}`)
  console.log(
    'figure: median, or max where said; in the middle the quarters around the median (samples)',
  )
  if (values.quick) console.log('QUICK RUN: the figures mean nothing')
  const outcomes: Outcome[] = []
  for (const scenario of chosen) {
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const outcome = await outcomeOf(scenario, values.quick ? QUICK : FULL)
    console.log(tableOf(outcome))
    outcomes.push(outcome)
  }
  const loadAfter = currentLoad()
  console.log(tallyLine(outcomes))
  console.log(loadLine(machine, loadAfter))
  writeResults(values.json, { at: new Date().toISOString(), machine, loadAfter, outcomes })
  const { broken, failed } = tally(outcomes)
  if (failed > 0 || (values.strict && broken > 0)) process.exitCode = 1
}

/** One that cannot run does not keep the others from it. */
async function outcomeOf({ name, about, run }: Scenario, effort: Effort): Promise<Outcome> {
  const start = performance.now()
  const seconds = (): number => (performance.now() - start) / 1000
  try {
    const figures = await run(effort)
    return { scenario: name, about, seconds: seconds(), figures }
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause)
    return { scenario: name, about, seconds: seconds(), figures: [], error }
  }
}
