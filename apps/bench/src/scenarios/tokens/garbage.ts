import { fileURLToPath } from 'node:url'
import type { AllocationOptions } from '../../measure/allocation.ts'
import { askWorker } from '../../measure/ask-worker.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import type { Allocated } from './garbage-worker.ts'

const WORKER = fileURLToPath(new URL('garbage-worker.js', import.meta.url))

/** What a collection would otherwise sweep away while it is counted. */
const ROOM_FOR_ALL = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64']

/** What one verification, and one minting, allocates. */
export const garbage: Scenario = {
  name: 'garbage',
  section: 'tokens',
  title: 'Bytes allocated',
  about:
    'bytes allocated per call (1024 tokens in turn, or what is granted held), counted in a process of its own that collects nothing meanwhile',
  differs: [
    '"Heap" is objects and strings, "buffers" the memory behind buffers; what the runtime allocates outside of both is not seen.',
    'The answers stay with whoever asked: ours is the frozen grant with its claims, or the token and what is told of it.',
  ],
  run: ({ allocation }) => countGarbage(allocation),
}

/** Counts in a process of its own. */
export async function countGarbage(
  options: AllocationOptions,
  worker: string = WORKER,
): Promise<readonly Figure[]> {
  const answers = (await askWorker(worker, options, ROOM_FOR_ALL)) as readonly Allocated[]
  return answers.flatMap(({ name, work, allocation }): Figure[] => {
    const figure = (what: 'heap' | 'buffers'): Figure => ({
      name: `${work}: ${name}, ${what}`,
      unit: 'bytes',
      value: allocation[what],
      cell: { row: name, column: `${work}, ${what}` },
    })
    return [figure('heap'), figure('buffers')]
  })
}
