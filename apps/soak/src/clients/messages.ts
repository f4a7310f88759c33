import type { Tally } from './tally.ts'

/** What the process of the clients is told. */
export interface ClientsTask {
  readonly origin: string
  readonly managers: number
  readonly seed: number
  /** Seconds a token lives. */
  readonly life: number
  /** Seconds after which a fetch is given up. */
  readonly timeout: number
  /** ms between two samples of the memory. */
  readonly sampleMs: number
}

/** What it says while it runs. */
export interface Sample {
  readonly type: 'sample'
  /** Bytes in use after a collection. */
  readonly heap: number
  readonly rss: number
  readonly pending: number
  readonly tally: Tally
}

/** What it says in the end. */
export interface Done {
  readonly type: 'done'
  readonly tally: Tally
  /** ms that the longest call took. */
  readonly longest: number
}

export type Said = Sample | Done
