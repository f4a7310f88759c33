import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { do_not_optimize as keep } from 'mitata'

/** Bytes that a process holds after a collection. */
export interface Held {
  /** The heap, and the memory behind buffers. */
  readonly memory: number
  readonly rss: number
}

/** @throws {Error} in a process without `--expose-gc` */
export function held(): Held {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('held: start node with --expose-gc')
  // What the first frees may hold more, behind a finalizer or a weak reference.
  gc()
  gc()
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  return { memory: heapUsed + arrayBuffers, rss }
}

/** Calls that are timed together. */
const BATCH = 500

/** Settings of {@link timesOf}. */
export interface TimesOptions<Input> {
  readonly calls: number
  /** Makes what a call takes; not timed. */
  readonly inputOf: (turn: number) => Input
  /** Called with what was made. */
  readonly run: (input: Input) => unknown
}

/** Microseconds of a call, batch by batch; what answers with promises is awaited one by one. */
export async function timesOf<Input>(options: TimesOptions<Input>): Promise<readonly number[]> {
  const { calls, inputOf, run } = options
  const samples: number[] = []
  for (let done = 0; done < calls; done += BATCH) {
    const size = Math.min(BATCH, calls - done)
    const inputs = Array.from({ length: size }, (_, index) => inputOf(done + index))
    const start = performance.now()
    for (const input of inputs) {
      const answer = run(input)
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as a server is asked
      keep(answer instanceof Promise ? await answer : answer)
    }
    samples.push(((performance.now() - start) / size) * 1000)
  }
  return samples
}

/** Milliseconds of the longest of many calls, each by itself. */
export async function longestOf<Input>(options: TimesOptions<Input>): Promise<number> {
  const { calls, inputOf, run } = options
  let longest = 0
  for (let turn = 0; turn < calls; turn += 1) {
    const input = inputOf(turn)
    const start = performance.now()
    const answer = run(input)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    if (answer instanceof Promise) await answer
    longest = Math.max(longest, performance.now() - start)
  }
  return longest
}

/** What something did to the event loop. */
export interface Stalled {
  readonly tookMs: number
  /** The longest time in which nothing else could run. */
  readonly stallMs: number
}

/** The histogram hears of a stall when its timer fires again. */
const SETTLE_MS = 20

/** Watches the event loop while something runs; a quiet loop reads as a stall of a millisecond. */
export async function stallOf(work: () => Promise<unknown>): Promise<Stalled> {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  await sleep(SETTLE_MS)
  const start = performance.now()
  await work()
  const tookMs = performance.now() - start
  await sleep(SETTLE_MS)
  delays.disable()
  return { tookMs, stallMs: delays.max / 1e6 }
}
