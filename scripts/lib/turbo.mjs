import { run } from './command.mjs'
import { cores } from './environment.mjs'

/**
 * Runs tasks of turbo.json; what has not changed since its last success comes from the cache. Only
 * failing tasks write output.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {number} [tasksAtOnce]
 */
export async function turbo(args, env, tasksAtOnce = cores) {
  const quiet = ['--output-logs=errors-only', '--log-order=grouped', `--concurrency=${tasksAtOnce}`]
  await run('pnpm', ['exec', 'turbo', 'run', ...args, ...quiet], { env })
}
