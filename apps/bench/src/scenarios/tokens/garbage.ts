import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Allocation } from '../../measure/allocation.ts'
import type { Figure, Scenario } from '../../scenario.ts'

const WORKER = fileURLToPath(new URL('garbage-worker.js', import.meta.url))

/** What a collection would otherwise sweep away while it is counted. */
const ROOM_FOR_ALL = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64']

/** What one verification allocates. */
export const garbage: Scenario = {
  name: 'garbage',
  section: 'tokens',
  title: 'Bytes allocated',
  about:
    'bytes allocated per call (1024 tokens in turn), counted in a process of its own that collects nothing meanwhile',
  run: async ({ allocation }) => {
    const worker = fork(WORKER, [JSON.stringify(allocation)], { execArgv: ROOM_FOR_ALL })
    const answers: [string, Allocation][] = []
    worker.on('message', (answer) => answers.push(answer as [string, Allocation]))
    const [code] = (await once(worker, 'exit')) as [number | null]
    if (code !== 0) throw new Error('the process that counts garbage failed; see above')
    return answers.flatMap(([name, { heap, buffers }]): Figure[] => [
      { name: `${name}, heap`, unit: 'bytes', value: heap },
      { name: `${name}, buffers`, unit: 'bytes', value: buffers },
    ])
  },
}
