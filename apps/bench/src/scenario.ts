import type { AllocationOptions } from './measure/allocation.ts'
import type { PairedOptions } from './measure/paired.ts'
import type { Spread } from './measure/statistics.ts'

/** One measured number, and what was promised of it. */
export interface Figure {
  readonly name: string
  readonly unit: '×' | 'µs' | 'ms' | 'bytes'
  readonly value: Spread
  /** The most it may be; absent for what is told only. */
  readonly atMost?: number
  /**
   * Which number of the spread must keep the promise.
   *
   * @default 'median'
   */
  readonly judged?: 'median' | 'max'
  /** What is to be known about it. */
  readonly note?: string
}

/** How long the parts of a run may take. */
export interface Effort {
  readonly paired: PairedOptions
  readonly allocation: AllocationOptions
  /** Milliseconds for a figure that mitata calibrates. */
  readonly calibratedMs: number
  /** Calls of which the worst is looked for. */
  readonly repetitions: number
}

/** One question to be measured. */
export interface Scenario {
  /** What a filter on the command line looks for. */
  readonly name: string
  /** What is compared, in one line. */
  readonly about: string
  readonly run: (effort: Effort) => Promise<readonly Figure[]>
}

/** For figures to rely on. */
export const FULL: Effort = {
  paired: {},
  allocation: {},
  calibratedMs: 400,
  repetitions: 200,
}

/** To see that everything runs. */
export const QUICK: Effort = {
  paired: { rounds: 4, turnMs: 0.2, warmUpMs: 5 },
  allocation: { calls: 50, samples: 2 },
  calibratedMs: 10,
  repetitions: 8,
}

/** Whether a figure keeps its promise; `undefined` if there is none. */
export function keepsPromise({ value, atMost, judged = 'median' }: Figure): boolean | undefined {
  return atMost === undefined ? undefined : value[judged] <= atMost
}
