import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contender } from './paired.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** Bytes one call leaves behind. */
export interface Allocation {
  /** Objects and strings on the heap. */
  readonly heap: Spread
  /** The memory behind buffers. */
  readonly buffers: Spread
}

/** Settings of {@link allocationOf}. */
export interface AllocationOptions {
  /** @default 1000 */
  readonly calls?: number
  /** @default 9 */
  readonly samples?: number
}

/**
 * Counts what calls allocate: the heap after them less the heap before, in a process whose young
 * generation holds it all (`--expose-gc --min-semi-space-size=64 --max-semi-space-size=64`).
 * A sample into which a collection fell is thrown away.
 *
 * @throws {Error} in a process without `--expose-gc`, and if collections spoil every sample
 */
export async function allocationOf(
  { name, run }: Contender,
  { calls = 1000, samples = 9 }: AllocationOptions = {},
): Promise<Allocation> {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('allocationOf: start node with --expose-gc')
  let collections = 0
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length
  })
  observer.observe({ entryTypes: ['gc'] })
  const first = run(0)
  const isAsync = first instanceof Promise
  await first
  // Compiled first: the compiler's own memory is nobody's garbage.
  await callMany(run, isAsync, 4 * calls)

  const heap: number[] = []
  const buffers: number[] = []
  for (let tries = 0; heap.length < samples && tries < 4 * samples; tries += 1) {
    gc()
    // oxlint-disable no-await-in-loop -- measured one after the other
    await settled()
    collections = 0
    const before = process.memoryUsage()
    await callMany(run, isAsync, calls)
    const after = process.memoryUsage()
    await settled()
    // oxlint-enable no-await-in-loop
    if (collections > 0) continue
    heap.push((after.heapUsed - before.heapUsed) / calls)
    buffers.push((after.arrayBuffers - before.arrayBuffers) / calls)
  }
  observer.disconnect()
  if (heap.length === 0) {
    throw new Error(`allocationOf: collections spoiled every sample of ${name}; take fewer calls`)
  }
  return { heap: spreadOf(heap), buffers: spreadOf(buffers) }
}

/** Observers hear of a collection a little later. */
function settled(): Promise<void> {
  return sleep(2)
}

async function callMany(run: Contender['run'], isAsync: boolean, calls: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- measured one after the other
  if (isAsync) for (let turn = 0; turn < calls; turn += 1) await run(turn)
  else for (let turn = 0; turn < calls; turn += 1) run(turn)
}
