import { parseArgs } from 'node:util'
import { RESULTS_FOLDER, writePage } from './report/files.ts'
import { currentLoad, describeMachine } from './report/machine.ts'
import { isSameMachine, mergeResults, readResults, tally, writeResults } from './report/results.ts'
import { loadLine, machineLine, peersLine, tallyLine } from './report/table.ts'
import { runAll } from './run.ts'
import { FULL, QUICK, type Effort, type Scenario } from './scenario.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { watchPromises } from './watch.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string', default: '.results/bench.json' },
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    strict: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
  },
})

const chosen =
  positionals.length === 0
    ? SCENARIOS
    : SCENARIOS.filter(({ name }) => positionals.some((filter) => name.includes(filter)))

/** A whole run, or one that is asked to, is kept for the page; a quick one means nothing. */
const isKept = !values.quick && (values.keep || positionals.length === 0)

if (values.list || chosen.length === 0) {
  for (const { name, about } of SCENARIOS) console.log(`${name.padEnd(26)} ${about}`)
  process.exitCode = values.list ? 0 : 1
} else if (values.watch) {
  await watchPromises(SCENARIOS)
} else if (values.page) {
  await renewPage()
} else {
  await measure(chosen)
  if (isKept) await renewPage()
}

async function measure(scenarios: readonly Scenario[]): Promise<void> {
  const machine = describeMachine()
  console.log(`${machineLine(machine)}\n${peersLine(machine)}`)
  console.log('figure: median, or max where said; in the middle the quarters around it (samples)')
  if (values.quick) console.log('QUICK RUN: the figures mean nothing')
  const before = currentLoad()
  const file = isKept ? `${RESULTS_FOLDER}/figures.json` : values.json
  const earlier = readResults(`${RESULTS_FOLDER}/figures.json`)
  if (isKept && earlier !== undefined && !isSameMachine(earlier.machine, machine)) {
    console.log('the page is of another machine or other versions: only this run will be on it')
  }
  const outcomes = await runAll(scenarios, effortOf(values.quick ? QUICK : FULL), {
    expected: earlier?.outcomes ?? [],
    // What was measured is kept at once: a run that is ended has not been for nothing.
    onOutcome: (all) => {
      const now = { machine, outcomes: all }
      writeResults(file, isKept ? mergeResults(earlier, now) : now)
    },
  })
  console.log(`\n${tallyLine(outcomes)}\n${loadLine(machine, before, currentLoad())}`)
  console.log(`kept in ${file}`)
  const { broken, failed } = tally(outcomes)
  if (failed > 0 || (values.strict && broken > 0)) process.exitCode = 1
}

async function renewPage(): Promise<void> {
  const results = readResults(`${RESULTS_FOLDER}/figures.json`)
  if (results === undefined) throw new Error('nothing was measured yet: run it without --page')
  console.log(`written: ${(await writePage(results)).join(', ')}`)
}

/** The effort, with another length for the load on the token endpoint. */
function effortOf(effort: Effort): Effort {
  if (values.seconds === undefined) return effort
  const seconds = Number(values.seconds)
  if (!(seconds >= 1)) throw new RangeError('--seconds takes a number of at least 1')
  const { http } = effort
  return { ...effort, http: { ...http, token: { ...http.token, seconds } } }
}
