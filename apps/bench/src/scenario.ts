import type { GuardEffort } from './http/measure-guards.ts'
import type { AllocationOptions } from './measure/allocation.ts'
import type { PairedOptions } from './measure/paired.ts'
import type { Spread } from './measure/statistics.ts'

/** One measured number, and what was promised of it. */
export interface Figure {
  readonly name: string
  readonly unit: '×' | 'µs' | 'ms' | 's' | 'bytes' | 'MB' | '/s' | 'times' | '%'
  readonly value: Spread
  /** The most it may be; absent for what is told only. */
  readonly atMost?: number
  /**
   * Which number of the spread must keep the promise.
   *
   * @default 'median'
   */
  readonly judged?: 'median' | 'max'
  /** What is to be known about it, or about the row in which it stands. */
  readonly note?: string
  /**
   * Where it stands on the results page.
   *
   * @default a row of its own, by its name
   */
  readonly cell?: Cell
}

/** A place in one of the tables of a scenario. */
export interface Cell {
  /** Who, or what, was measured. */
  readonly row: string
  /** What was measured of it; a number, where it is an axis of a plot. */
  readonly column: string
  /**
   * The table, where a scenario has several: its heading.
   *
   * @default the only one
   */
  readonly table?: string
}

/** The sections of the results page. */
export type Section =
  | 'tokens'
  | 'enforcement'
  | 'http'
  | 'client'
  | 'scale'
  | 'start'
  | 'correctness'

/** A picture of one table of a scenario, made of the medians in it. */
export type Plot = LinePlot | BarPlot

/** A line for each row; the columns are numbers, and lie on the horizontal axis. */
export interface LinePlot {
  readonly kind: 'lines'
  readonly table?: string
  readonly title: string
  /** What the columns are, with their unit. */
  readonly x: string
  /** What the figures are, with their unit. */
  readonly y: string
  /** Tenfold steps on both axes, instead of equal ones. @default false */
  readonly isLogarithmic?: boolean
}

/** A bar for each row, of one column. */
export interface BarPlot {
  readonly kind: 'bars'
  readonly table?: string
  readonly title: string
  readonly column: string
  /** Tenfold steps instead of equal ones. @default false */
  readonly isLogarithmic?: boolean
}

/** How long the parts of a run may take. */
export interface Effort {
  readonly paired: PairedOptions
  readonly allocation: AllocationOptions
  /** Milliseconds for a figure that mitata calibrates. */
  readonly calibratedMs: number
  /** Calls of which the worst is looked for. */
  readonly repetitions: number
  readonly http: HttpEffort
  readonly client: ClientEffort
}

/** How much of the clients' time passes. */
export interface ClientEffort {
  /** Clients that meet an outage; those that start together are always 10,000. */
  readonly clients: number
  /** Runs of each, every one with chances of its own. */
  readonly runs: number
  /** Browsers with several tabs, and the lives of tokens that each sees. */
  readonly browsers: number
  readonly lives: number
}

/** How long the parts of a run with servers may take. */
export interface HttpEffort {
  readonly guards: GuardEffort
  readonly loads: GuardEffort
  /** Of the token endpoint: seconds in all, in so many legs, and requests a second. */
  readonly token: { readonly seconds: number; readonly legs: number; readonly rate: number }
  readonly rotations: number
  readonly kills: number
}

/** One question to be measured. */
export interface Scenario {
  /** What a filter on the command line looks for. */
  readonly name: string
  /** Where its figures stand on the results page, and under which heading. */
  readonly section: Section
  readonly title: string
  /** What is compared, in one line. */
  readonly about: string
  /** What differs between those that are compared, a sentence each. */
  readonly differs?: readonly string[]
  readonly plots?: readonly Plot[]
  readonly run: (effort: Effort) => Promise<readonly Figure[]>
}

/** For figures to rely on. */
export const FULL: Effort = {
  paired: {},
  allocation: {},
  calibratedMs: 400,
  repetitions: 200,
  http: {
    guards: { starts: 5, rounds: 12, requests: 500, warmUp: 20_000, budgetMs: 100_000 },
    loads: { starts: 3, rounds: 12, requests: 600, warmUp: 4000, budgetMs: 30_000 },
    token: { seconds: 120, legs: 4, rate: 500 },
    rotations: 20,
    kills: 10,
  },
  client: { clients: 10_000, runs: 3, browsers: 50, lives: 50 },
}

/** To see that everything runs. */
export const QUICK: Effort = {
  paired: { rounds: 4, turnMs: 0.2, warmUpMs: 5 },
  allocation: { calls: 50, samples: 2 },
  calibratedMs: 10,
  repetitions: 8,
  http: {
    guards: { starts: 1, rounds: 2, requests: 20, warmUp: 20, budgetMs: 5000 },
    loads: { starts: 1, rounds: 2, requests: 40, warmUp: 40, budgetMs: 5000 },
    token: { seconds: 2, legs: 2, rate: 100 },
    rotations: 2,
    kills: 1,
  },
  client: { clients: 1000, runs: 1, browsers: 5, lives: 10 },
}

/** Whether a figure keeps its promise; `undefined` if there is none. */
export function keepsPromise({ value, atMost, judged = 'median' }: Figure): boolean | undefined {
  return atMost === undefined ? undefined : value[judged] <= atMost
}
