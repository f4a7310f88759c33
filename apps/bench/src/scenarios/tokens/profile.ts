import { fileURLToPath } from 'node:url'
import { askWorker } from '../../measure/ask-worker.ts'
import type { CpuProfile, ProfileOptions } from '../../measure/cpu-profile.ts'
import { spreadOf, type Spread } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import type { ProfileTask } from './profile-worker.ts'

const WORKER = fileURLToPath(new URL('profile-worker.js', import.meta.url))

/** Places that take less, in percent, stand together. */
const LEAST_SHARE = 1

const HOW_TO_READ = [
  'Each row is what a module takes itself. Functions of V8 have no row of their own: `JSON.stringify` counts in `core: token/sign`, `JSON.parse` in `core: token/json-object`.',
  '`node: crypto` holds the cryptography itself, `node: buffer` the base64url.',
  'The shares are those of the profiler; the times are these shares of a call without it.',
]

type Task = Omit<ProfileTask, 'options'> & { readonly table: string }

/** Where the time of minting goes. */
export const profileMint: Scenario = profileScenario(
  'profile-mint',
  'Where minting takes its time',
  [
    { table: 'Capabilities held, HS256', work: 'mint', alg: 'HS256' },
    { table: 'Capabilities made in the call, HS256', work: 'mint-fresh', alg: 'HS256' },
  ],
)

/** Where the time of verifying goes. */
export const profileVerify: Scenario = profileScenario(
  'profile-verify',
  'Where verifying takes its time',
  [
    { table: 'One token, HS256', work: 'verify', alg: 'HS256' },
    { table: 'Every scope new, HS256', work: 'verify-distinct', alg: 'HS256' },
    { table: 'One token, ES256', work: 'verify', alg: 'ES256' },
  ],
)

function profileScenario(name: string, title: string, tasks: readonly Task[]): Scenario {
  return {
    name,
    section: 'tokens',
    title,
    about: 'Grantline without cache, under the profiler of V8, in processes of their own',
    differs: HOW_TO_READ,
    plots: tasks.map(({ table }) => ({ kind: 'bars', table, title: table, column: 'time' })),
    run: ({ tokens }) => profileTasks(tasks, tokens.profile),
  }
}

/** Profiles one task after the other. */
export async function profileTasks(
  tasks: readonly Task[],
  options: ProfileOptions,
  worker: string = WORKER,
): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const { table, ...task } of tasks) {
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const [profile] = await askWorker(worker, { ...task, options }, ['--detailed-line-info'])
    figures.push(...figuresOf(profile as CpuProfile, table))
  }
  return figures
}

function figuresOf({ time, places }: CpuProfile, table: string): Figure[] {
  const isLarge = ({ share }: { share: Spread }): boolean => share.median >= LEAST_SHARE
  const small = places.filter((place) => !isLarge(place))
  const rest = {
    name: `${small.length} more, each less than ${LEAST_SHARE} %`,
    time: sumOf(small.map((place) => place.time)),
    share: sumOf(small.map((place) => place.share)),
  }
  const whole = { name: 'the whole call', time, share: spreadOf([100]) }
  const rows = [...places.filter(isLarge), ...(small.length === 0 ? [] : [rest]), whole]
  return rows.flatMap(({ name, time: own, share }): Figure[] => [
    {
      name: `${table}: ${name}`,
      unit: 'µs',
      value: own,
      cell: { table, row: name, column: 'time' },
    },
    {
      name: `${table}: ${name}`,
      unit: '%',
      value: share,
      cell: { table, row: name, column: 'share' },
    },
  ])
}

/** Of medians; for what is small, and told only to make the whole. */
function sumOf(spreads: readonly Spread[]): Spread {
  return spreadOf([spreads.reduce((sum, { median }) => sum + median, 0)])
}
