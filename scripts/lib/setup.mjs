import { environment } from './environment.mjs'
import { install, pathWithPnpm, pnpmVersion } from './pnpm.mjs'
import { step } from './step.mjs'

const fetchRemedy = `Check the network and the npm registry, or install it yourself with \`npm install --global pnpm@${pnpmVersion}\`.`
const installRemedy =
  'Check the network and run this again; after a change of a package.json run `pnpm install` first.'

/**
 * The two steps before any other: the pinned pnpm, and what the lockfile says.
 *
 * @returns {Promise<NodeJS.ProcessEnv | undefined>} the environment to run commands in; nothing when a step failed
 */
export async function setUp() {
  const path = await step('pnpm', fetchRemedy, pathWithPnpm)
  if (!path.ok) return undefined
  const env = environment({ PATH: path.value })
  const installed = await step('install', installRemedy, () => install(env))
  return installed.ok ? env : undefined
}
