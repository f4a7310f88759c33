import { do_not_optimize as keep } from 'mitata'
import { spreadOf, type Spread } from './statistics.ts'

/** One of those that are compared: the same work, done by one library. */
export interface Contender {
  readonly name: string
  /** Does the work once. `turn` counts the calls, to choose another input each time. */
  readonly run: (turn: number) => unknown
  /** What it does that the others do not, or leaves out; in a few words. */
  readonly differs?: string
}

/** Settings of {@link runPaired}. */
export interface PairedOptions {
  /**
   * The most rounds to run.
   *
   * @default 300
   */
  readonly rounds?: number
  /**
   * Milliseconds one contender works in one round.
   *
   * @default 2
   */
  readonly turnMs?: number
  /**
   * Milliseconds each contender works before anything counts.
   *
   * @default 250
   */
  readonly warmUpMs?: number
  /**
   * Milliseconds after which no round begins.
   *
   * @default 5000
   */
  readonly budgetMs?: number
  /**
   * Milliseconds, from any start.
   *
   * @default performance.now
   */
  readonly now?: () => number
}

/** What the rounds came to, the contenders in the order given. */
export interface PairedResult {
  readonly rounds: number
  /** Microseconds per call, by round. */
  readonly times: readonly { readonly name: string; readonly samples: readonly number[] }[]
}

interface Runner {
  readonly name: string
  readonly time: (calls: number) => number | Promise<number>
  readonly batch: number
  readonly samples: number[]
}

/**
 * Runs all contenders in many short rounds, in alternating order. What disturbs the machine then
 * disturbs both sides of a ratio: see {@link ratioOf}.
 */
export async function runPaired(
  contenders: readonly Contender[],
  options: PairedOptions = {},
): Promise<PairedResult> {
  const { rounds = 300, budgetMs = 5000, now = () => performance.now() } = options
  const runners: Runner[] = []
  // oxlint-disable-next-line no-await-in-loop -- measured one after the other
  for (const contender of contenders) runners.push(await prepare(contender, now, options))
  globalThis.gc?.()
  const end = now() + budgetMs
  let done = 0
  while (done < rounds && now() < end) {
    for (const runner of inOrderOf(done, runners)) {
      // oxlint-disable-next-line no-await-in-loop -- measured one after the other
      runner.samples.push(((await runner.time(runner.batch)) / runner.batch) * 1000)
    }
    done += 1
  }
  return { rounds: done, times: runners.map(({ name, samples }) => ({ name, samples })) }
}

/** The median of the per-round ratios of one contender's time to another's. */
export function ratioOf(result: PairedResult, name: string, to: string): Spread {
  const mine = samplesOf(result, name)
  const theirs = samplesOf(result, to)
  return spreadOf(mine.map((time, round) => time / (theirs[round] ?? Number.NaN)))
}

/** The times of one contender by round, in microseconds per call. */
export function samplesOf(result: PairedResult, name: string): readonly number[] {
  const found = result.times.find((time) => time.name === name)
  if (found === undefined) throw new RangeError(`there is no contender "${name}"`)
  return found.samples
}

/** Everybody goes first, last and next to everybody else equally often. */
export function inOrderOf<Item>(round: number, items: readonly Item[]): readonly Item[] {
  const from = Math.floor(round / 2) % items.length
  const rotated = [...items.slice(from), ...items.slice(0, from)]
  return round % 2 === 0 ? rotated : rotated.toReversed()
}

/** Warms a contender up, and finds how many calls fill its turn. */
async function prepare(
  { name, run }: Contender,
  now: () => number,
  { turnMs = 2, warmUpMs = 250 }: PairedOptions,
): Promise<Runner> {
  const first = run(0)
  await first
  const time = timerOf(run, first instanceof Promise, now)
  let calls = 1
  let batch = 1
  for (let spent = 0; spent < warmUpMs;) {
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const took = await time(calls)
    // A clock too coarse to see the calls must not keep the loop from ending.
    spent += Math.max(took, 0.01)
    batch = Math.max(1, Math.round((calls * turnMs) / Math.max(took, 0.001)))
    calls = Math.min(batch, 2 * calls)
  }
  return { name, time, batch, samples: [] }
}

/** Only what answers with a promise is awaited: each is called as its documentation says. */
function timerOf(
  run: Contender['run'],
  isAsync: boolean,
  now: () => number,
): (calls: number) => number | Promise<number> {
  let turn = 0
  if (!isAsync) {
    return (calls) => {
      const start = now()
      for (const end = turn + calls; turn < end; turn += 1) keep(run(turn))
      return now() - start
    }
  }
  return async (calls) => {
    const start = now()
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    for (const end = turn + calls; turn < end; turn += 1) keep(await run(turn))
    return now() - start
  }
}
