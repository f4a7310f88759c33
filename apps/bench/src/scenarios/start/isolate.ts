import { inOrderOf } from '../../measure/paired.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { bundleWorkerProgram } from '../../start/bundle-programs.ts'
import { startIsolateHost, type IsolateHost, type IsolateStart } from '../../start/fresh-isolate.ts'
import { EVERYWHERE } from '../../start/programs.ts'

/** How long a fresh isolate of workerd takes to its first token. */
export const startIsolate: Scenario = {
  name: 'start-isolate',
  section: 'start',
  title: 'The first token of a fresh isolate',
  about:
    'ms to the answer of a worker’s first request, for which workerd makes an isolate, compiles and runs the bundled code, and mints a token; and of its second, which only mints; measured from outside, as the clock inside stands still',
  differs: [
    'One workerd runs all the time; its Worker Loader makes a new isolate for every sample.',
    'The column to compare is the first less the second, of the same isolate: the way to the worker and back is in both. An empty worker shows what an isolate takes by itself.',
  ],
  run: async ({ start: { rounds } }) => {
    const host = await startIsolateHost()
    try {
      return await measure(host, rounds)
    } finally {
      await host.stop()
    }
  },
}

async function measure(host: IsolateHost, rounds: number): Promise<readonly Figure[]> {
  const workers = await Promise.all(
    EVERYWHERE.map(async ({ name, mint }) => {
      const code = await bundleWorkerProgram(mint)
      return { name, code, starts: [] as IsolateStart[] }
    }),
  )
  // The first round does not count: in it workerd itself warms up.
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, code, starts } of inOrderOf(round + 1, workers)) {
      // oxlint-disable-next-line no-await-in-loop -- measured one after the other
      const start = await host.start(encodeURIComponent(`${name} ${round}`), code)
      if (round >= 0) starts.push(start)
    }
  }
  return workers.flatMap(({ name, code, starts }) => [
    figureOf(
      name,
      'first request',
      'ms',
      starts.map(({ first }) => first),
    ),
    figureOf(
      name,
      'second request',
      'ms',
      starts.map(({ second }) => second),
    ),
    figureOf(
      name,
      'first less second',
      'ms',
      starts.map(({ first, second }) => first - second),
    ),
    figureOf(name, 'code', 'bytes', [Buffer.byteLength(code)]),
  ])
}

function figureOf(
  row: string,
  column: string,
  unit: Figure['unit'],
  samples: readonly number[],
): Figure {
  return { name: `${row}: ${column}`, unit, value: spreadOf(samples), cell: { row, column } }
}
