import { availableParallelism } from 'node:os'

/** How many cores the commands use at most. */
export const cores = Math.min(2, availableParallelism())

/**
 * The environment of every command that the scripts run.
 *
 * @param {NodeJS.ProcessEnv} more
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(more) {
  return {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    // The compiler and the type-aware linter take every core there is unless told.
    GOMAXPROCS: String(cores),
    RAYON_NUM_THREADS: String(cores),
    // Results kept from another Node are no results for this one.
    TASK_NODE_VERSION: process.version,
    ...more,
  }
}
