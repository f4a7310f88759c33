import type { Random } from './random.ts'

/** What went wrong in one run. */
export interface Finding {
  /** A few words that are the same for the same defect. */
  readonly kind: string
  /** What is needed to repeat it, as JSON can hold it. */
  readonly input: unknown
}

/** Makes inputs, and judges what becomes of them. */
export interface Target {
  readonly name: string
  /** How many of all runs it gets, compared to the others. */
  readonly share: number
  /** One run. What it throws is a finding, too. */
  run(random: Random): Promise<Finding | undefined> | Finding | undefined
}

/** An input as JSON can hold it. */
export function describeInput(input: unknown): unknown {
  if (typeof input === 'string' || typeof input === 'number') return input
  if (input === undefined) return 'undefined'
  try {
    return JSON.parse(JSON.stringify(input)) as unknown
  } catch {
    return Object.prototype.toString.call(input)
  }
}
