import { fork } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { RenderCount } from '../../client/renders/count-renders.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'

const WORKER = fileURLToPath(new URL('../../client/renders/worker.js', import.meta.url))
/** Counting takes a second or two, ms. */
const LONGEST = 60_000
const OURS = 'useCapabilityToken'

/** How often a component renders because of its token. */
export const clientRenders: Scenario = countingRenders(WORKER)

/** @param worker - the file that the counting process runs */
export function countingRenders(worker: string): Scenario {
  return {
    name: 'client-renders',
    section: 'client',
    title: 'Renders of a component that shows a token',
    about:
      'renders of one component that reads the token, whether it is waited for, and the error: until the first token, for each of 20 refreshes, in a minute in which nothing happens, and for each of 10 returns to the page after 10 s; production React 19 in happy-dom on a virtual clock, answers after 50 ms',
    differs: [
      'The hook renders once when a refresh begins (`status` says so) and once with the new token; TanStack Query and SWR leave out what a component does not read, so they are shown with and without it.',
      'All have their defaults but for the interval of 300 s; those that refresh when the page is seen again do so by default.',
    ],
    run: async () => (await countsOf(worker)).flatMap(figuresOf),
  }
}

/** What is counted in a process that is a page. */
export async function countsOf(worker: string): Promise<readonly RenderCount[]> {
  const child = fork(worker, {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: [],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  })
  const counts: RenderCount[] = []
  child.on('message', (count) => counts.push(count as RenderCount))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error('the process that counts renders failed; see above')
  return counts
}

function figuresOf(count: RenderCount): readonly Figure[] {
  const { name: row, note } = count
  const figure = (column: string, samples: readonly number[], atMost?: number): Figure => ({
    name: `${row}: ${column}`,
    unit: 'times',
    value: spreadOf(samples),
    ...(row === OURS && atMost !== undefined && { atMost, judged: 'max' }),
    cell: { row, column },
  })
  const first = figure('until the first token', [count.first])
  return [
    note === undefined ? first : { ...first, note },
    figure('for a refresh', count.refreshes, 2),
    figure('in an idle minute', [count.idle], 0),
    figure('for a return', count.returns, 0),
    figure('requests for a return', count.returnRequests, 0),
  ]
}
