import type { GuardEffort } from './http/measure-guards.ts'
import type { AllocationOptions } from './measure/allocation.ts'
import type { ProfileOptions } from './measure/cpu-profile.ts'
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
  readonly tokens: TokensEffort
  readonly http: HttpEffort
  readonly client: ClientEffort
  readonly start: StartEffort
  readonly scale: ScaleEffort
}

/** How large things grow. */
export interface ScaleEffort {
  /** Entries of stores and caches. */
  readonly sizes: readonly number[]
  readonly keySets: readonly number[]
  readonly watched: readonly number[]
  readonly sockets: number
  /** Milliseconds within which the tokens of the sockets end. */
  readonly spreadMs: number
  /** Calls of each kind that are timed. */
  readonly calls: number
}

/** How often everything starts afresh. */
export interface StartEffort {
  /** Fresh processes and isolates of each. */
  readonly rounds: number
}

/** How long the parts of a run with tokens may take. */
export interface TokensEffort {
  /** For each size of a token. */
  readonly growth: PairedOptions
  /** For each ladder of steps. */
  readonly steps: PairedOptions
  readonly profile: ProfileOptions
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
  /** The same for those that Bun serves. */
  readonly bun: GuardEffort
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
  tokens: {
    growth: { rounds: 100, warmUpMs: 120, budgetMs: 1500 },
    steps: { rounds: 200, budgetMs: 4000 },
    profile: {},
  },
  http: {
    guards: { starts: 7, rounds: 16, requests: 500, warmUp: 20_000, budgetMs: 70_000 },
    loads: { starts: 4, rounds: 6, requests: 600, warmUp: 3000, budgetMs: 13_000 },
    bun: { starts: 3, rounds: 6, requests: 600, warmUp: 4000, budgetMs: 9000 },
    token: { seconds: 40, legs: 4, rate: 500 },
    rotations: 15,
    kills: 10,
  },
  client: { clients: 10_000, runs: 3, browsers: 50, lives: 50 },
  start: { rounds: 15 },
  scale: {
    sizes: [1000, 100_000, 1_000_000],
    keySets: [10, 100, 1000],
    watched: [100, 1000, 10_000],
    sockets: 10_000,
    spreadMs: 8000,
    calls: 50_000,
  },
}

/** To see that everything runs. */
export const QUICK: Effort = {
  paired: { rounds: 4, turnMs: 0.2, warmUpMs: 5 },
  allocation: { calls: 50, samples: 2 },
  calibratedMs: 10,
  repetitions: 8,
  tokens: {
    growth: { rounds: 2, turnMs: 0.1, warmUpMs: 1 },
    steps: { rounds: 2, turnMs: 0.1, warmUpMs: 1 },
    profile: { legs: 2, legMs: 20, warmUpMs: 10 },
  },
  http: {
    guards: { starts: 1, rounds: 2, requests: 20, warmUp: 20, budgetMs: 5000 },
    loads: { starts: 1, rounds: 2, requests: 40, warmUp: 40, budgetMs: 5000 },
    bun: { starts: 1, rounds: 2, requests: 40, warmUp: 40, budgetMs: 5000 },
    token: { seconds: 2, legs: 2, rate: 100 },
    rotations: 2,
    kills: 1,
  },
  client: { clients: 1000, runs: 1, browsers: 5, lives: 10 },
  start: { rounds: 1 },
  scale: {
    sizes: [100, 1000],
    keySets: [3, 10],
    watched: [10, 50],
    sockets: 50,
    spreadMs: 500,
    calls: 200,
  },
}

/** To see after a test run that nothing has become slow: half a minute in all. */
export const WATCH: Effort = {
  ...QUICK,
  paired: { rounds: 100, turnMs: 1, warmUpMs: 200, budgetMs: 1500 },
  calibratedMs: 60,
}

/** Whether a figure keeps its promise; `undefined` if there is none. */
export function keepsPromise({ value, atMost, judged = 'median' }: Figure): boolean | undefined {
  return atMost === undefined ? undefined : value[judged] <= atMost
}
