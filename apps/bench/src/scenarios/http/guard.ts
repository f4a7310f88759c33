import { guardsOf } from '../../http/guarded/all.ts'
import type { Guarded } from '../../http/guarded/guarded.ts'
import {
  addedBy,
  inMemory,
  loopback,
  measureGuards,
  type GuardEntry,
  type GuardSamples,
} from '../../http/measure-guards.ts'
import { WORKER } from '../../http/server-process.ts'
import { tellKey, type Framework } from '../../http/task.ts'
import { tokenSet, type TokenSet } from '../../http/tokens.ts'
import { makeKeys } from '../../keys.ts'
import { spreadOf, type Spread } from '../../measure/statistics.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { titleOf } from './titles.ts'

type Compared = 'HS256' | 'ES256'

const PAIRS = (['express', 'hono'] as const).flatMap((framework) =>
  (['HS256', 'ES256'] as const).map((alg) => ({ framework, alg })),
)

/** What guards add to a request, against what a check by hand adds. */
export const httpGuards: readonly Scenario[] = PAIRS.map(({ framework, alg }) => ({
  name: `http-guard-${framework}-${alg.toLowerCase()}`,
  section: 'http',
  title: `Guarding a route: ${titleOf(framework)}, ${alg}`,
  about: `GET /calls/:app, ${alg}: processor time that a guard adds to a request; the connection is in memory, as system calls would drown it`,
  run: (effort) => compareAdded(framework, alg, effort),
}))

/** The same servers on loopback. */
export const httpLoads: readonly Scenario[] = PAIRS.map(({ framework, alg }) => ({
  name: `http-load-${framework}-${alg.toLowerCase()}`,
  section: 'http',
  title: `Under load: ${titleOf(framework)}, ${alg}`,
  about: `GET /calls/:app on loopback, ${alg}: processor time of the server process for a request, system calls and all`,
  run: (effort) => loadGuards(framework, alg, effort),
}))

/** One server with one kind of tokens. */
interface Entry extends GuardEntry {
  readonly isNew: boolean
}

type Samples = GuardSamples<Entry>

const SCOPES_NEW = ', every scope new'

/** All with tokens that return; two of them also with scopes that no memo can know. */
async function entriesFor(
  framework: Framework,
  { returning, distinct }: TokenSet,
): Promise<readonly Entry[]> {
  const own = await guardsOf(framework)
  // Fastify stands beside Hono, to be seen once.
  const guards = framework === 'hono' ? [...own, ...(await guardsOf('fastify'))] : own
  const again = guards.filter(({ name }) => name === 'by hand' || name === 'guard, computed')
  return [
    ...guards.map((guarded): Entry => {
      return { name: guarded.name, guarded, tokens: returning, isNew: false }
    }),
    ...again.map((guarded): Entry => {
      return { name: `${guarded.name}${SCOPES_NEW}`, guarded, tokens: distinct, isNew: true }
    }),
  ]
}

async function compareAdded(
  framework: Framework,
  alg: Compared,
  { http }: Effort,
): Promise<readonly Figure[]> {
  const keys = makeKeys(alg)
  const entries = await entriesFor(framework, tokenSet(keys))
  const samples = await measureGuards(WORKER, entries, tellKey(keys), inMemory, http.guards)
  const computed = named(samples, 'guard, computed')
  const ours = samples.filter(({ entry }) => entry.guarded.kind.startsWith('ours'))
  const peers = samples.filter(({ entry }) => entry.guarded.kind === 'peer')
  const ratio = (one: Samples, to: Samples): Spread =>
    quotients(
      addedBy(one, bareOf(samples, one.entry.guarded)),
      addedBy(to, bareOf(samples, to.entry.guarded)),
    )
  return [
    ...samples.map(timeOf),
    ...addedFigures(samples),
    ...ours.map((one): Figure => {
      const { name, guarded, isNew } = one.entry
      const to = named(samples, isNew ? `by hand${SCOPES_NEW}` : 'by hand')
      const figure = { name: `${name} / by hand`, unit: '×', value: ratio(one, to) } as const
      if (isNew) return figure
      return Object.assign(figure, { atMost: guarded.kind === 'ours' ? 1.15 : 0.5 })
    }),
    ...peers.map((peer): Figure => {
      const name = `guard, computed / ${peer.entry.name}`
      return { name, unit: '×', value: ratio(computed, peer), atMost: 1 }
    }),
  ]
}

async function loadGuards(
  framework: Framework,
  alg: Compared,
  { http }: Effort,
): Promise<readonly Figure[]> {
  const keys = makeKeys(alg)
  const all = await entriesFor(framework, tokenSet(keys))
  const entries = all.filter(({ isNew }) => !isNew)
  const samples = await measureGuards(WORKER, entries, tellKey(keys), loopback, http.loads)
  const rates = samples.map((one): Figure => {
    return { name: `${one.entry.name}, requests`, unit: '/s', value: spreadOf(one.rates.flat()) }
  })
  return [...samples.map(timeOf), ...addedFigures(samples), ...rates]
}

function timeOf({ entry: { name, guarded }, cpu }: Samples): Figure {
  const note = guarded.lacks === undefined ? {} : { note: guarded.lacks }
  return { name, unit: 'µs', value: spreadOf(cpu.flat()), ...note }
}

function addedFigures(samples: readonly Samples[]): readonly Figure[] {
  return samples
    .filter(({ entry }) => entry.guarded.kind !== 'bare')
    .map((one) => {
      const value = spreadOf(addedBy(one, bareOf(samples, one.entry.guarded)))
      return { name: `${one.entry.name}, added`, unit: 'µs', value }
    })
}

function quotients(mine: readonly number[], theirs: readonly number[]): Spread {
  return spreadOf(mine.map((added, start) => added / (theirs[start] ?? Number.NaN)))
}

/** The server without a check, of the same framework. */
function bareOf(samples: readonly Samples[], { framework }: Guarded): Samples {
  return theOne(
    samples,
    ({ entry }) => entry.guarded.kind === 'bare' && entry.guarded.framework === framework,
  )
}

function named(samples: readonly Samples[], name: string): Samples {
  return theOne(samples, ({ entry }) => entry.name === name)
}

function theOne(samples: readonly Samples[], is: (one: Samples) => boolean): Samples {
  const found = samples.find(is)
  if (found === undefined) throw new RangeError('what everything is compared with is missing')
  return found
}
