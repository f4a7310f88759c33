import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { drawClients } from './client/draw-clients.ts'
import { currentLoad, describeMachine } from './report/machine.ts'
import { tally, writeResults, type Outcome } from './report/results.ts'
import { loadLine, machineLine, peersLine, tableOf, tallyLine } from './report/table.ts'
import { FULL, QUICK, type Effort, type Scenario } from './scenario.ts'
import { CLIENT_SCENARIOS, HTTP_SCENARIOS, SCENARIOS } from './scenarios/all.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string', default: '.results/bench.json' },
    list: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    strict: { type: 'boolean', default: false },
    svg: { type: 'string' },
  },
})

const known = [...SCENARIOS, ...HTTP_SCENARIOS, ...CLIENT_SCENARIOS]
const chosen =
  positionals.length === 0
    ? SCENARIOS
    : known.filter(({ name }) => positionals.some((filter) => name.includes(filter)))

if (values.list || chosen.length === 0) {
  for (const { name, about } of known) console.log(`${name.padEnd(18)} ${about}`)
  process.exitCode = values.list ? 0 : 1
} else {
  await runAll()
  if (values.svg !== undefined) await draw(values.svg)
}

async function draw(file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, await drawClients())
}

async function runAll(): Promise<void> {
  const machine = describeMachine()
  console.log(`${machineLine(machine)}\n${peersLine(machine)}`)
  console.log(
    'figure: median, or max where said; in the middle the quarters around the median (samples)',
  )
  if (values.quick) console.log('QUICK RUN: the figures mean nothing')
  const effort = effortOf(values.quick ? QUICK : FULL, values.seconds)
  const outcomes: Outcome[] = []
  for (const scenario of chosen) {
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const outcome = await outcomeOf(scenario, effort)
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

/** The effort, with another length for the load on the token endpoint. */
function effortOf(effort: Effort, seconds: string | undefined): Effort {
  if (seconds === undefined) return effort
  if (!(Number(seconds) >= 1)) throw new RangeError('--seconds takes a number of at least 1')
  const { http } = effort
  return { ...effort, http: { ...http, token: { ...http.token, seconds: Number(seconds) } } }
}
