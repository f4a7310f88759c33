import { do_not_optimize as keep, measure } from 'mitata'
import type { Spread } from './statistics.ts'

/**
 * Microseconds of a call that takes less than a clock can see, calibrated by mitata.
 *
 * @param run is called with the number of the call, to choose another input each time
 */
export async function timeOf(run: (turn: number) => unknown, budgetMs = 400): Promise<Spread> {
  let turn = 0
  // mitata counts calls one by one if the first ones are slow, and then its clock counts too.
  for (; turn < 2000; turn += 1) keep(run(turn))
  const stats = await measure(
    () => {
      turn += 1
      keep(run(turn))
    },
    { min_cpu_time: budgetMs * 1e6, batch_samples: 256 },
  )
  return {
    median: stats.p50 / 1000,
    q1: stats.p25 / 1000,
    q3: stats.p75 / 1000,
    max: stats.max / 1000,
    samples: stats.samples.length,
  }
}
