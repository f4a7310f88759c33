import type { Worker } from 'node:worker_threads'
import type { Report } from './fuzz.ts'

/** What the thread that fuzzes is told. */
export interface Job {
  readonly runs: number
  readonly seed: number
  readonly first: number
  /** Its first element is the run under way. */
  readonly heartbeat: Int32Array
  /** The one target to run. */
  readonly only?: string | undefined
}

/** How it ended: with a report, in a run that does not end, or without either. */
export type Outcome =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'hang'; readonly run: number }
  | { readonly kind: 'crash'; readonly run: number; readonly error: unknown }

export interface SuperviseOptions {
  /** How long one run may take: far more than a busy machine makes of one. */
  readonly patienceMs: number
  readonly onProgress?: (run: number) => void
}

/**
 * Waits for the thread, and ends it when its heartbeat stands still: a loop that does not end
 * cannot be noticed from within.
 */
export function supervise(
  worker: Worker,
  heartbeat: Int32Array,
  { patienceMs, onProgress }: SuperviseOptions,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let last = Atomics.load(heartbeat, 0)
    let since = performance.now()
    const end = (outcome: Outcome): void => {
      clearInterval(timer)
      resolve(outcome)
    }
    const look = (): void => {
      const run = Atomics.load(heartbeat, 0)
      onProgress?.(run)
      if (run !== last) {
        last = run
        since = performance.now()
      } else if (performance.now() - since > patienceMs) {
        end({ kind: 'hang', run })
        void worker.terminate()
      }
    }
    const timer = setInterval(look, Math.min(1000, patienceMs / 4))
    worker.once('message', (report: Report) => end({ kind: 'report', report }))
    worker.once('error', (error) => end({ kind: 'crash', run: Atomics.load(heartbeat, 0), error }))
    worker.once('exit', () =>
      end({ kind: 'crash', run: Atomics.load(heartbeat, 0), error: 'it ended' }),
    )
  })
}
