import type { Done, Sample } from './clients/messages.ts'
import type { LedgerReport } from './proxy/ledger.ts'

/** Everything that was seen of a soak. */
export interface Seen {
  readonly seconds: number
  readonly managers: number
  readonly samples: readonly Pick<Sample, 'heap' | 'tally'>[]
  readonly done: Done | undefined
  /** The exit code of the clients; `null` if they had to be killed. */
  readonly exitCode: number | null
  readonly ledger: LedgerReport
  readonly proxyErrors: readonly string[]
}

/** How much the memory grew. */
export interface Growth {
  /**
   * Bytes after a collection, the least of the first third after the warm-up: what comes on top is
   * under way.
   */
  readonly first: number
  /** The same of the last third. */
  readonly last: number
}

/** The part of a soak whose memory does not count. */
const WARM_UP = 0.2
/** What the last third may hold more than the first: a twentieth, and a megabyte of noise. */
const MAX_GROWTH = 1.05
const NOISE = 1_048_576

/** Seconds in which a client has at least one good answer, on average. */
const CALL_EVERY = 20

/** The least samples that say something: three in each third. */
const MIN_SAMPLES = 12

/** How the memory went. */
export function growthOf(samples: readonly Pick<Sample, 'heap'>[]): Growth {
  const counted = samples.slice(Math.ceil(samples.length * WARM_UP)).map(({ heap }) => heap)
  const third = Math.floor(counted.length / 3)
  return {
    first: leastOf(counted.slice(0, third)),
    last: leastOf(counted.slice(counted.length - third)),
  }
}

/** What is broken, in words; nothing if all is well. */
export function judge(seen: Seen): readonly string[] {
  const { seconds, managers, samples, done, exitCode, ledger, proxyErrors } = seen
  const found = [...ledger.findings, ...proxyErrors.map((error) => `the proxy failed: ${error}`)]
  if (samples.length < MIN_SAMPLES) found.push(`only ${samples.length} samples of the memory`)
  const { first, last } = growthOf(samples)
  if (last > first * MAX_GROWTH + NOISE) found.push(`memory grew from ${first} to ${last} bytes`)
  if (exitCode !== 0) found.push(`the clients did not end: ${exitCode}`)
  // Without a last word, the one before it says more than nothing.
  found.push(...((done ?? samples.at(-1))?.tally.findings ?? []))
  if (done === undefined) return [...found, 'the clients did not report']
  const least = (managers * seconds) / CALL_EVERY
  if (done.tally.ok < least) found.push(`${done.tally.ok} calls succeeded, at least ${least} must`)
  if (ledger.used < done.tally.ok) found.push(`the proxy saw ${ledger.used} tokens used`)
  return found
}

function leastOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.min(...values)
}
