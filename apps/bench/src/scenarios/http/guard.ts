import { inMemory, measureGuards } from '../../http/measure-guards.ts'
import { WORKER } from '../../http/server-process.ts'
import { tellKey, type Framework } from '../../http/task.ts'
import { tokenSet } from '../../http/tokens.ts'
import { makeKeys } from '../../keys.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { allEntries, named, ratioOf, SCOPES_NEW, timeFigures, type Samples } from './entries.ts'
import { COMPARED, FRAMEWORK_DIFFERS, titleOf, type Compared } from './titles.ts'

/** What guards add to a request, against what a check by hand adds. */
export const httpGuards: readonly Scenario[] = COMPARED.map(({ framework, alg }) => ({
  name: `http-guard-${framework}-${alg.toLowerCase()}`,
  section: 'http',
  title: `Guarding a route: ${titleOf(framework)}, ${alg}`,
  about: `GET /calls/:app, ${alg}: processor time that a guard adds to a request; the connection is in memory, as system calls would drown it`,
  differs: [
    'By hand is node:crypto, a check of issuer, audience and end, and URLSearchParams: no typ, no list of algorithms, no revocation.',
    'Static asks the same of every request, computed what the path of the request names.',
    'Cached tokens are verified once, and looked up after that; no other row has a cache.',
    ...FRAMEWORK_DIFFERS[framework],
  ],
  plots: [
    { kind: 'bars', title: `Added to a request: ${titleOf(framework)}, ${alg}`, column: 'added' },
  ],
  run: (effort) => compareAdded(framework, alg, effort),
}))

/** Each with tokens that return, two also with scopes that are new. */
export async function compareAdded(
  framework: Framework,
  alg: Compared,
  { http }: Effort,
  worker: string = WORKER,
): Promise<readonly Figure[]> {
  const keys = makeKeys(alg)
  const entries = await allEntries(framework, tokenSet(keys))
  const samples = await measureGuards(worker, entries, tellKey(keys), inMemory, http.guards)
  return [
    ...timeFigures(samples),
    ...byHandFigures(samples, framework !== 'fastify'),
    ...peerFigures(samples),
  ]
}

/** What is promised is promised of our adapters; Fastify has none. */
function byHandFigures(samples: readonly Samples[], isPromised: boolean): readonly Figure[] {
  const ours = samples.filter(({ entry }) => entry.guarded.kind.startsWith('ours'))
  return ours.map((one): Figure => {
    const { name, guarded, isNew } = one.entry
    const to = named(samples, isNew ? `by hand${SCOPES_NEW}` : 'by hand')
    const figure: Figure = {
      name: `${name} / by hand`,
      unit: '×',
      value: ratioOf(samples, one, to),
      cell: { row: name, column: 'added ÷ by hand' },
    }
    if (isNew || !isPromised) return figure
    return Object.assign(figure, { atMost: guarded.kind === 'ours' ? 1.15 : 0.5 })
  })
}

function peerFigures(samples: readonly Samples[]): readonly Figure[] {
  const computed = named(samples, 'guard, computed')
  const peers = samples.filter(({ entry }) => entry.guarded.kind === 'peer')
  return peers.map((peer): Figure => {
    const { name: row } = peer.entry
    return {
      name: `guard, computed / ${row}`,
      unit: '×',
      value: ratioOf(samples, computed, peer),
      atMost: 1,
      cell: { row, column: 'guard, computed ÷ it' },
    }
  })
}
