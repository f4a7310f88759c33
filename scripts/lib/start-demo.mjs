import { dieBy, onStopSignal, runInForeground, stopAll } from './command.mjs'
import { setUp } from './setup.mjs'
import { step } from './step.mjs'
import { turbo } from './turbo.mjs'

const demo = 'apps/softphone/dist/server/main.js'
const buildArgs = ['build', '--filter=@grantline/softphone...']
const buildRemedy = 'Mend what the compiler says above and run this again.'

/**
 * Installs and builds what the demo needs, then runs it until it ends or is interrupted.
 *
 * @param {readonly string[]} flags handed to the demo as they are
 */
export async function startDemo(flags) {
  let ready = false
  let interrupted = false
  onStopSignal(async (signal) => {
    interrupted = true
    await stopAll(signal)
    if (!ready) dieBy(signal)
  })

  process.exitCode = 1
  const env = await setUp()
  if (!env) return
  const built = await step('build', buildRemedy, () => turbo(buildArgs, env))
  if (!built.ok) return
  ready = true
  // `pnpm start -- --port 4000` hands over the dashes as well.
  const given = flags[0] === '--' ? flags.slice(1) : flags
  const end = await runInForeground(process.execPath, [demo, ...given], { env })
  // A demo that is interrupted before it listens to signals is ended by one.
  process.exitCode = interrupted && end === 'SIGINT' ? 0 : typeof end === 'number' ? end : 1
}
