import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { keepsPromise, type Figure } from '../scenario.ts'
import type { Machine } from './machine.ts'

/** What one scenario came to: figures, or why it could not run. */
export interface Outcome {
  readonly scenario: string
  readonly about: string
  readonly seconds: number
  readonly figures: readonly Figure[]
  readonly error?: string
}

/** A whole run, as it is kept. */
export interface Results {
  readonly at: string
  readonly machine: Machine
  /** As the load of the machine, after the run. */
  readonly loadAfter: number
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

/** Writes a run as JSON, each figure with its verdict. */
export function writeResults(file: string, results: Results): void {
  const outcomes = results.outcomes.map(({ figures, ...outcome }) => ({
    ...outcome,
    figures: figures.map((figure) => ({ ...figure, kept: keepsPromise(figure) })),
  }))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...results, outcomes }, null, 2)}\n`)
}
