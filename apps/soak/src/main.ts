import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Sample } from './clients/messages.ts'
import type { LedgerReport } from './proxy/ledger.ts'
import { runSoak, type SoakReport } from './run-soak.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    managers: { type: 'string', default: '200' },
    seed: { type: 'string' },
    server: { type: 'string', default: 'express' },
  },
})

const TELL_EVERY_MS = 5000

const seconds = readNumber('seconds', values.seconds)
const managers = readNumber('managers', values.managers)
const seed = values.seed === undefined ? randomInt(2 ** 31) : readNumber('seed', values.seed)
const framework = values.server
if (framework !== 'express' && framework !== 'hono') {
  throw new TypeError('--server must be express or hono')
}

console.log(`seed ${seed}: ${managers} managers, ${seconds} s, ${framework}`)
const begun = performance.now()
let toldAt = begun
const report = await runSoak({
  clients: fileURLToPath(new URL('clients/main.js', import.meta.url)),
  seconds,
  managers,
  seed,
  framework,
  sampleMs: 1000,
  onSample(sample, ledger) {
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    console.log(lineOf(sample, ledger))
  },
})
tell(report)
// Connections that were given up would keep it here.
process.exit(report.findings.length === 0 ? 0 : 1)

function readNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value
  throw new TypeError(`--${name} must be a whole number, 0 or more`)
}

function lineOf({ heap, rss, pending, tally }: Sample, ledger: LedgerReport): string {
  const at = `${((performance.now() - begun) / 1000).toFixed(0)} s`.padStart(6)
  const calls = `calls ${tally.ok} ok, ${sumOf(tally.failed)} not, ${pending} under way`
  const tokens = `tokens ${ledger.asked} asked, ${ledger.good} given`
  return `${at}  heap ${megabytes(heap)} (rss ${megabytes(rss)})  ${calls}  ${tokens}`
}

function tell({ findings, growth, ledger, done, drawn, troubles }: SoakReport): void {
  const { tally, longest = 0 } = done ?? {}
  console.log(`faults: ${listOf(drawn)}`)
  console.log(`troubles: ${listOf(troubles)}`)
  console.log(`calls: ${tally?.ok ?? 0} ok, not: ${listOf(tally?.failed ?? {})}`)
  console.log(`longest call ${longest.toFixed(0)} ms; managers made: ${tally?.managers ?? 0}`)
  const perLife = ledger.asked / ledger.good
  console.log(
    `tokens: ${ledger.asked} asked, ${ledger.good} given whole, ${perLife.toFixed(2)} requests a life`,
  )
  const { first, last } = growth
  console.log(`memory: first third ${megabytes(first)}, last third ${megabytes(last)}`)
  for (const finding of findings) console.log(`FOUND ${finding}`)
  console.log(`${findings.length} findings, seed ${seed}`)
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function listOf(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).toSorted(([, one], [, other]) => other - one)
  return sorted.map(([name, count]) => `${name} ${count}`).join(', ')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(2)} MB`
}
