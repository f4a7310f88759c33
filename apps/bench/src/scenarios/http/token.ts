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
  about: `POST /token at a constant rate, ES256; milliseconds from the moment of the schedule`,
  run: ({ http }) => loadTokens(framework, http.token),
}))

async function loadTokens(
  framework: 'express' | 'hono',
  { seconds, legs, rate }: HttpEffort['token'],
): Promise<readonly Figure[]> {
  const server = await startServer(WORKER, { role: 'token', framework })
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
    await leg(Math.min(10, seconds / 4))
    const runs: ScheduledRun[] = []
    const memory: Memory[] = []
    for (let done = 0; done < legs; done += 1) {
      // oxlint-disable no-await-in-loop -- one leg after the other; memory is looked at between them
      runs.push(await leg(seconds / legs))
      memory.push(await memoryOf(server))
      // oxlint-enable no-await-in-loop
    }
    return [...latencyFigures(runs, rate), ...memoryFigures(memory)]
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

function latencyFigures(runs: readonly ScheduledRun[], rate: number): readonly Figure[] {
  const latencies = runs.flatMap((run) => run.latencies)
  const lateness = runs.flatMap((run) => run.lateness)
  const errors = runs.reduce((sum, run) => sum + run.errors, 0)
  return [
    { name: `p50 at ${rate} a second`, unit: 'ms', value: spreadOf(latencies) },
    { name: 'p99', unit: 'ms', value: only(quantileOf(latencies, 0.99), latencies.length) },
    { name: 'longest', unit: 'ms', value: spreadOf(latencies), judged: 'max' },
    {
      name: 'of it, sent too late: p50',
      unit: 'ms',
      value: spreadOf(lateness),
      note: 'a timer of Node, and this machine',
    },
    { name: 'sent too late: p99', unit: 'ms', value: only(quantileOf(lateness, 0.99)) },
    { name: 'failed', unit: 'times', value: only(errors, latencies.length), atMost: 0 },
  ]
}

function memoryFigures(memory: readonly Memory[]): readonly Figure[] {
  const [first, ...later] = memory
  if (first === undefined) throw new RangeError('memory was not looked at')
  const growth = (of: keyof Memory): Spread => spreadOf(later.map((now) => now[of] / first[of]))
  return [
    {
      name: 'heap after gc',
      unit: 'MB',
      value: spreadOf(memory.map(({ heap }) => heap / 2 ** 20)),
    },
    {
      name: 'heap, each leg / first',
      unit: '×',
      value: growth('heap'),
      atMost: 1.05,
      judged: 'max',
    },
    { name: 'RSS', unit: 'MB', value: spreadOf(memory.map(({ rss }) => rss / 2 ** 20)) },
    {
      name: 'RSS, each leg / first',
      unit: '×',
      value: growth('rss'),
      atMost: 1.15,
      judged: 'max',
    },
  ]
}

function only(value: number, samples = 1): Spread {
  return { ...spreadOf([value]), samples }
}
