import { Pool } from 'undici'
import { send, type Sent } from '../../http/load.ts'
import { sendBySchedule, type ScheduledRun } from '../../http/open-loop.ts'
import { memoryOf, startServer, WORKER, type Memory } from '../../http/server-process.ts'
import { quantileOf, spreadOf, type Spread } from '../../measure/statistics.ts'
import type { Figure, HttpEffort, Scenario } from '../../scenario.ts'
import { userOf } from '../../work.ts'
import { titleOf } from './titles.ts'

/** Token endpoints under a load that does not wait for them. */
export const httpTokens: readonly Scenario[] = (['express', 'hono'] as const).map((framework) => ({
  name: `http-token-${framework}`,
  section: 'http',
  title: `Token endpoint: ${titleOf(framework)}`,
  about: `POST /token at a constant rate (500 a second in a full run), ES256; milliseconds from the moment that the schedule named`,
  differs: [
    'An open loop: a request that had to wait counts its wait, also that in the client, whose timers are late by a part of a millisecond.',
    'Memory is looked at after each of four legs, behind two collections.',
  ],
  run: ({ http }) => loadTokens(framework, http.token),
}))

/** The endpoint of one framework, in several legs. */
export async function loadTokens(
  framework: 'express' | 'hono',
  { seconds, legs, rate }: HttpEffort['token'],
  worker: string = WORKER,
): Promise<readonly Figure[]> {
  const server = await startServer(worker, { role: 'token', framework })
  const pool = new Pool(server.origin, { connections: 64 })
  let turn = 0
  const sendOne = async (): Promise<void> => {
    turn += 1
    const status = await send(pool, requestFor(userOf(turn)))
    if (status !== 200) throw new Error(`answered with ${status}`)
  }
  const leg = (share: number): Promise<ScheduledRun> =>
    sendBySchedule(sendOne, { rate, seconds: share })
  try {
    // Compiled, and its caches filled, before anything counts.
    await leg(Math.min(5, seconds / 4))
    const runs: ScheduledRun[] = []
    const memory: Memory[] = []
    for (let done = 0; done < legs; done += 1) {
      // oxlint-disable no-await-in-loop -- one leg after the other; memory is looked at between them
      runs.push(await leg(seconds / legs))
      memory.push(await memoryOf(server))
      // oxlint-enable no-await-in-loop
    }
    return [...latencyFigures(runs), ...memoryFigures(memory)]
  } finally {
    await pool.destroy()
    await server.kill()
  }
}

function requestFor(user: string): Sent {
  return {
    path: '/token',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  }
}

/** Shares of all requests whose time is told. */
const SHARES = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p99', 0.99],
  ['p99.9', 0.999],
  ['longest', 1],
] as const

const TIMES = 'Time of a request'
const MEMORY = 'Memory'
const COUNTS = 'Answers'

function latencyFigures(runs: readonly ScheduledRun[]): readonly Figure[] {
  const latencies = runs.flatMap((run) => run.latencies)
  const lateness = runs.flatMap((run) => run.lateness)
  const errors = runs.reduce((sum, run) => sum + run.errors, 0)
  const times = SHARES.flatMap(([row, at]): Figure[] => [
    {
      name: row,
      unit: 'ms',
      value: only(quantileOf(latencies, at), latencies.length),
      cell: { row, column: 'until the answer', table: TIMES },
    },
    {
      name: `${row}, of it sent too late`,
      unit: 'ms',
      value: only(quantileOf(lateness, at), lateness.length),
      cell: { row, column: 'sent too late', table: TIMES },
    },
  ])
  const counts: Figure[] = [
    {
      name: 'answered',
      unit: 'times',
      value: only(latencies.length),
      cell: { row: 'answered with a token', column: 'requests', table: COUNTS },
    },
    {
      name: 'failed',
      unit: 'times',
      value: only(errors, latencies.length),
      atMost: 0,
      cell: { row: 'failed', column: 'requests', table: COUNTS },
    },
  ]
  return [...times, ...counts]
}

const HELD = [
  { of: 'heap', row: 'heap after a collection', atMost: 1.05 },
  { of: 'rss', row: 'RSS', atMost: 1.15 },
] as const

function memoryFigures(memory: readonly Memory[]): readonly Figure[] {
  const [first, ...later] = memory
  if (first === undefined) throw new RangeError('memory was not looked at')
  return HELD.flatMap(({ of, row, atMost }): Figure[] => [
    {
      name: row,
      unit: 'MB',
      value: spreadOf(memory.map((now) => now[of] / 1e6)),
      cell: { row, column: 'after each leg', table: MEMORY },
    },
    {
      name: `${row}, each leg / first`,
      unit: '×',
      value: spreadOf(later.map((now) => now[of] / first[of])),
      atMost,
      judged: 'max',
      cell: { row, column: 'later leg ÷ first', table: MEMORY },
    },
  ])
}

function only(value: number, samples = 1): Spread {
  return { ...spreadOf([value]), samples }
}
