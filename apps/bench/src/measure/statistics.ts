/** The middle of a set of samples and the quarter of them on either side. */
export interface Spread {
  readonly median: number
  /** First quartile. */
  readonly q1: number
  /** Third quartile. */
  readonly q3: number
  readonly max: number
  readonly samples: number
}

/** @throws {RangeError} without samples: there is nothing to tell */
export function spreadOf(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new RangeError('spreadOf: give at least one sample')
  const sorted = samples.toSorted((a, b) => a - b)
  return {
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
    max: quantile(sorted, 1),
    samples: sorted.length,
  }
}

/**
 * The sample below which a share of all lies.
 *
 * @throws {RangeError} without samples
 */
export function quantileOf(samples: readonly number[], at: number): number {
  if (samples.length === 0) throw new RangeError('quantileOf: give at least one sample')
  return quantile(
    samples.toSorted((a, b) => a - b),
    at,
  )
}

/** Between two samples it lies on the line that joins them. */
function quantile(sorted: readonly number[], at: number): number {
  const place = at * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}
