import { join, relative } from 'node:path'
import { chromiumRemedy, provideChromium } from './chromium.mjs'
import { dieBy, onStopSignal, stopAll } from './command.mjs'
import { members, root } from './repository.mjs'
import { countResults, forgetResults, resultFiles } from './results.mjs'
import { setUp } from './setup.mjs'
import { step } from './step.mjs'
import { turbo } from './turbo.mjs'
import { watchPromises } from './watch-promises.mjs'

/**
 * One step of the test command: turbo tasks, and where their tests leave reports. A step without
 * reports counts as one check.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} tasks
 * @property {string} remedy
 * @property {() => string[]} [reports]
 * @property {number} [tasksAtOnce] as many as there are cores unless given
 */

const reportsOf = (/** @type {string} */ script, /** @type {string} */ name) => () =>
  resultFiles(members(), script, name)

/** @type {readonly Step[]} */
export const steps = [
  {
    name: 'types',
    tasks: ['typecheck', 'typecheck:scripts'],
    remedy: 'Run `npx tsc` in the package that is named above.',
  },
  {
    name: 'lint',
    tasks: ['lint'],
    remedy: 'Run `npx oxlint --fix`, then mend the rest by hand.',
  },
  { name: 'format', tasks: ['format:check'], remedy: 'Run `npx oxfmt .`.' },
  {
    name: 'unused',
    tasks: ['knip'],
    remedy: 'Remove what nothing uses; `npx knip` lists it again.',
  },
  {
    name: 'unit',
    tasks: ['test'],
    remedy: 'Run `npx vitest` in the package that is named above.',
    reports: reportsOf('test', 'unit'),
  },
  {
    name: 'browser',
    tasks: ['test:browser'],
    remedy: 'Run the script `test:browser` in the package that is named above.',
    reports: reportsOf('test:browser', 'browser'),
    // A browser is several processes by itself.
    tasksAtOnce: 1,
  },
  {
    name: 'runtimes',
    tasks: ['test:runtimes'],
    remedy: 'Run the script `test:runtimes` in the package that is named above.',
    reports: reportsOf('test:runtimes', 'runtimes'),
    tasksAtOnce: 1,
  },
  {
    name: 'packages',
    tasks: ['check'],
    remedy: 'Mend the manifest or the build of the package that is named above.',
  },
  {
    name: 'size',
    tasks: ['size'],
    remedy: 'Make the package smaller, or raise its limit in package.json and say why.',
  },
  {
    name: 'repository',
    tasks: ['test:repo'],
    remedy: 'Run `npx vitest --config scripts/vitest.config.ts`.',
    reports: () => [join(root, '.results', 'repo.json')],
  },
]

/**
 * Sets up, then runs every step, the later ones also when an earlier one failed, and shows what the
 * promises of speed and size come to. The last line it writes is `N passed, N failed`.
 *
 * @param {readonly string[]} args `--only <step>` runs that step alone
 */
export async function testAll(args) {
  onStopSignal(async (signal) => {
    await stopAll(signal)
    dieBy(signal)
  })
  const chosen = choose(args)
  if (typeof chosen === 'string') return finish({ passed: 0, failed: 1 }, [chosen])

  const env = await setUp()
  if (!env) return finish({ passed: 0, failed: 1 }, [])
  const browser = await step('chromium', chromiumRemedy, () => provideChromium(env))
  if (!browser.ok) return finish({ passed: 0, failed: 1 }, [])

  const total = { passed: 0, failed: 0 }
  /** @type {string[]} */
  const remedies = []
  for (const each of chosen) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, for two cores
    const count = await runStep(each, { ...env, CHROMIUM_PATH: browser.value })
    total.passed += count.passed
    total.failed += count.failed
    if (count.failed > 0) remedies.push(`${each.name}: ${each.remedy}`)
  }
  if (chosen === steps) await watchPromises(env)
  finish(total, remedies)
}

/**
 * @param {readonly string[]} args
 * @returns {readonly Step[] | string} the steps, or what is wrong with the arguments
 */
function choose(args) {
  if (args.length === 0) return steps
  const [flag, name] = args
  const chosen = steps.filter((each) => each.name === name)
  if (flag === '--only' && chosen.length === 1) return chosen
  return `Usage: npm test [-- --only ${steps.map((each) => each.name).join('|')}]`
}

/**
 * @param {Step} each
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./results.mjs').Count>}
 */
async function runStep(each, env) {
  const reports = each.reports?.()
  forgetResults(reports ?? [])
  const outcome = await step(each.name, each.remedy, () =>
    turbo([...each.tasks, '--continue=always'], env, each.tasksAtOnce),
  )
  if (!reports) return outcome.ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }

  const count = countResults(reports)
  for (const file of count.missing) {
    process.stdout.write(`No results were left in ${relative(root, file)}.\n`)
  }
  // A run can also fail beside its tests, by an error that nothing caught.
  if (!outcome.ok && count.failed === 0) count.failed = 1
  process.stdout.write(`${' '.repeat(11)}${count.passed} passed, ${count.failed} failed\n`)
  return count
}

/**
 * @param {import('./results.mjs').Count} total
 * @param {readonly string[]} remedies
 */
function finish(total, remedies) {
  if (remedies.length > 0)
    process.stdout.write(`\nWhat failed, and what to do:\n${remedies.join('\n')}\n`)
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
  process.exitCode = total.failed > 0 ? 1 : 0
}
