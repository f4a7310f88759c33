import fc, { type IRawProperty, type Parameters } from 'fast-check'

/** What the engine has to do with a property shows in a few cases; Node looks for the rare ones. */
const MOST_RUNS = 25

function assert<Values>(
  property: IRawProperty<Values>,
  options: Parameters<Values> = {},
): void | Promise<void> {
  const numRuns = Math.min(options.numRuns ?? MOST_RUNS, MOST_RUNS)
  return fc.assert(property, { ...options, numRuns })
}

/** fast-check with fewer runs per property. */
const few: Omit<typeof fc, 'assert'> & { readonly assert: typeof assert } = { ...fc, assert }
export default few
