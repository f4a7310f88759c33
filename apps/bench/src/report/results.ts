import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Spread } from '../measure/statistics.ts'
import { keepsPromise, type Figure } from '../scenario.ts'
import type { Machine } from './machine.ts'

/** What one scenario came to: figures, or why it could not run. */
export interface Outcome {
  readonly scenario: string
  /** When it began, as ISO 8601 writes it. */
  readonly at: string
  readonly seconds: number
  /** Processes that wanted a core in the minute before it. */
  readonly load: number
  readonly figures: readonly Figure[]
  readonly error?: string
}

/** What was measured on one machine, as it is kept. */
export interface Results {
  readonly machine: Machine
  readonly outcomes: readonly Outcome[]
}

/** How many promises were kept, how many broken, and how many scenarios could not run. */
export function tally(outcomes: readonly Outcome[]): {
  readonly kept: number
  readonly broken: number
  readonly failed: number
} {
  const verdicts = outcomes.flatMap(({ figures }) => figures.map(keepsPromise))
  return {
    kept: verdicts.filter((verdict) => verdict === true).length,
    broken: verdicts.filter((verdict) => verdict === false).length,
    failed: outcomes.filter(({ error }) => error !== undefined).length,
  }
}

/** What was kept in a file; `undefined` if there is none. */
export function readResults(file: string): Results | undefined {
  if (!existsSync(file)) return undefined
  return JSON.parse(readFileSync(file, 'utf8')) as Results
}

/** Keeps results in a file, a line for each figure. */
export function writeResults(file: string, { machine, outcomes }: Results): void {
  const lines = outcomes.map(({ figures, ...outcome }) => {
    const head = JSON.stringify({ ...outcome, seconds: short(outcome.seconds) }).slice(0, -1)
    const each = figures.map((figure) => `\n      ${JSON.stringify(shortened(figure))}`)
    return `\n    ${head},"figures":[${each.join(',')}\n    ]}`
  })
  const text = `{\n  "machine": ${JSON.stringify(machine)},\n  "outcomes": [${lines.join(',')}\n  ]\n}\n`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/**
 * Earlier results with what was measured anew in their place. Another machine or other versions make
 * the earlier ones a different story: they are left out.
 */
export function mergeResults(earlier: Results | undefined, now: Results): Results {
  if (earlier === undefined || !isSameMachine(earlier.machine, now.machine)) return now
  const anew = new Set(now.outcomes.map(({ scenario }) => scenario))
  const others = earlier.outcomes.filter(({ scenario }) => !anew.has(scenario))
  return { machine: now.machine, outcomes: [...others, ...now.outcomes] }
}

/** Whether figures of both may stand on one page. */
export function isSameMachine(one: Machine, other: Machine): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function shortened(figure: Figure): Figure {
  const { median, q1, q3, max, samples } = figure.value
  const value: Spread = {
    median: short(median),
    q1: short(q1),
    q3: short(q3),
    max: short(max),
    samples,
  }
  return { ...figure, value }
}

/** Whole numbers stay whole: counts and bytes are exact. */
function short(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(5))
}
