import { loopback, measureGuards } from '../../http/measure-guards.ts'
import { WORKER } from '../../http/server-process.ts'
import { tellKey, type Framework } from '../../http/task.ts'
import { tokenSet } from '../../http/tokens.ts'
import { makeKeys } from '../../keys.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { BarPlot, Effort, Figure, Scenario } from '../../scenario.ts'
import { returningEntries, timeFigures, type Entry, type Samples } from './entries.ts'
import { COMPARED, FRAMEWORK_DIFFERS, titleOf, type Compared } from './titles.ts'

const RATE = 'requests a second'

const DIFFERS: readonly string[] = [
  'The client reads of an answer only where it ends, and sends the next request over the same connection.',
  'Added is processor time of the server, the median over the rounds of a start; the requests a second also have the client and the system to wait for.',
]

/** Why a peer that takes more time may serve more. */
const DEFERS =
  'express-jwt goes on in setImmediate: requests that arrive together are all read before the first is answered, which takes less time of each under load and more of one alone.'

/** The guarded servers on loopback. */
const onNode: readonly Scenario[] = COMPARED.map(({ framework, alg }) => ({
  name: `http-load-${framework}-${alg.toLowerCase()}`,
  section: 'http',
  title: `Under load: ${titleOf(framework)}, ${alg}`,
  about: `GET /calls/:app on loopback, 32 connections, ${alg}: processor time of the server process for a request, system calls and all`,
  differs: [...DIFFERS, ...(framework === 'express' ? [DEFERS] : FRAMEWORK_DIFFERS[framework])],
  plots: [barsOf(`Requests a second: ${titleOf(framework)}, ${alg}`)],
  run: (effort) => loadGuards(framework, alg, effort),
}))

/** The apps that Bun serves. */
const ON_BUN = ['hono', 'express'] as const satisfies readonly Framework[]

/** The same apps in processes of Bun. */
const onBun: readonly Scenario[] = (['HS256', 'ES256'] as const).map((alg) => ({
  name: `http-load-bun-${alg.toLowerCase()}`,
  section: 'http',
  title: `Under load: Bun, ${alg}`,
  about: `the same apps in a process of Bun, ${alg}: Hono served by Bun.serve, Express by the node:http that Bun has`,
  differs: [...DIFFERS, 'By hand is node:crypto here too, as Bun has it.'],
  plots: ON_BUN.map((framework) => {
    const table = tableOnBun(framework)
    return barsOf(`Requests a second: ${table}, ${alg}`, table)
  }),
  run: (effort) => loadBun(alg, effort),
}))

/** All servers under load. */
export const httpLoads: readonly Scenario[] = [...onNode, ...onBun]

function barsOf(title: string, table?: string): BarPlot {
  const plot: BarPlot = { kind: 'bars', title, column: RATE }
  return table === undefined ? plot : { ...plot, table }
}

function tableOnBun(framework: (typeof ON_BUN)[number]): string {
  return `${titleOf(framework)} on Bun`
}

/** The load of one framework on Node. */
export async function loadGuards(
  framework: Framework,
  alg: Compared,
  { http }: Effort,
  worker: string = WORKER,
): Promise<readonly Figure[]> {
  const keys = makeKeys(alg)
  const entries = await returningEntries(framework, tokenSet(keys))
  const samples = await measureGuards(worker, entries, tellKey(keys), loopback, http.loads)
  return [...rateFigures(samples), ...timeFigures(samples)]
}

/** The load of both apps on Bun. */
export async function loadBun(
  alg: Compared,
  { http }: Effort,
  worker: string = WORKER,
): Promise<readonly Figure[]> {
  const keys = makeKeys(alg)
  const tokens = tokenSet(keys)
  const all = await Promise.all(ON_BUN.map((framework) => returningEntries(framework, tokens)))
  const entries = all.flat().filter(isOnBun)
  const onIt = entries.map((entry): Entry => Object.assign(entry, { runtime: 'bun' as const }))
  const samples = await measureGuards(worker, onIt, tellKey(keys), loopback, http.bun)
  return ON_BUN.flatMap((framework) => {
    const own = samples.filter(({ entry }) => entry.guarded.framework === framework)
    const table = tableOnBun(framework)
    return rateFigures(own, table).concat(timeFigures(own, table))
  })
}

/** What is asked statically differs little from what is computed: it is left out. */
function isOnBun({ name }: Entry): boolean {
  return !name.startsWith('guard, static')
}

function rateFigures(samples: readonly Samples[], table?: string): readonly Figure[] {
  const before = table === undefined ? '' : `${table}: `
  return samples.map(({ entry: { name: row }, rates }): Figure => {
    const cell = { row, column: RATE, ...(table === undefined ? {} : { table }) }
    const value = spreadOf(rates.flat())
    return { name: `${before}${row}, ${RATE}`, unit: '/s', value, cell }
  })
}
