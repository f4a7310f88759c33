import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { Report } from './fuzz.ts'
import { supervise, type Job, type Outcome } from './supervise.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200000' },
    seed: { type: 'string' },
    first: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
})

const PATIENCE_MS = 20_000
const TELL_EVERY_MS = 30_000

const runs = readNumber('runs', values.runs)
const first = readNumber('first', values.first)
const seed = values.seed === undefined ? randomInt(2 ** 31) : readNumber('seed', values.seed)
const heartbeat = new Int32Array(new SharedArrayBuffer(4))
Atomics.store(heartbeat, 0, first)

console.log(`seed ${seed}, runs ${first} to ${first + runs - 1}`)
const job: Job = { runs, seed, first, heartbeat, only: values.only }
const worker = new Worker(new URL('worker.js', import.meta.url), { workerData: job })
let toldAt = performance.now()
const outcome = await supervise(worker, heartbeat, {
  patienceMs: PATIENCE_MS,
  onProgress(run) {
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    console.log(`at run ${run}`)
  },
})
process.exitCode = tell(outcome) ? 0 : 1

function readNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value
  throw new TypeError(`--${name} must be a whole number, 0 or more`)
}

/** Says what came of it; whether all is well. */
function tell(result: Outcome): boolean {
  if (result.kind === 'report') return tellReport(result.report)
  const what = result.kind === 'hang' ? `does not end within ${PATIENCE_MS} ms` : 'ended the thread'
  console.log(`FAILED: run ${result.run} ${what}`)
  if (result.kind === 'crash') console.log(result.error)
  console.log(`again: --seed ${seed} --first ${result.run} --runs 1`)
  return false
}

function tellReport({ runs: done, byTarget, found, seconds, slowestMs }: Report): boolean {
  for (const { target, kind, run, times, input } of found) {
    console.log(`FOUND (${times} times) ${target}: ${kind}`)
    console.log(`  input: ${printable(input)}`)
    console.log(`  again: --seed ${seed} --first ${run} --runs 1`)
  }
  const shares = Object.entries(byTarget).map(([name, count]) => `${name} ${count}`)
  console.log(
    `${done} runs (${shares.join(', ')}) in ${seconds.toFixed(1)} s, seed ${seed}; ` +
      `slowest ${slowestMs.toFixed(0)} ms; ${found.length} kinds of findings`,
  )
  return found.length === 0
}

/** JSON in ASCII: what looks like a space may be something else. */
function printable(input: unknown): string {
  return JSON.stringify(input).replaceAll(
    /[^\x20-\x7E]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
