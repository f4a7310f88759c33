import { run } from './command.mjs'
import { step } from './step.mjs'
import { turbo } from './turbo.mjs'

const bench = '@grantline/bench'
const remedy = 'Nothing depends on it; `pnpm bench --watch` runs it again.'

/**
 * Shows the promised ratios beside what a short run measures. It never fails: machines are noisy, and
 * the results page tells what a whole run found.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export async function watchPromises(env) {
  const measured = await step('promises', remedy, async () => {
    await turbo(['build', '--filter', bench], env)
    return run('pnpm', ['--silent', '--filter', bench, 'run', 'bench', '--watch'], { env })
  })
  if (measured.ok) process.stdout.write(measured.value)
}
