import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Readings } from './readings.ts'
import type { ScaleTask } from './task.ts'

/** The file that the processes of a built bench run. */
const WORKER: string = fileURLToPath(new URL('worker.js', import.meta.url))

/** Room for a million of anything; the heap of one process is measured in one process. */
const FLAGS = ['--expose-gc', '--max-old-space-size=4096']
const LONGEST_MS = 180_000

/**
 * Measures in a process of its own, so that the heap holds nothing of anybody else's.
 *
 * @throws {Error} if the process fails, or takes longer than three minutes
 */
export async function measureApart(task: ScaleTask, worker: string = WORKER): Promise<Readings> {
  const child = fork(worker, [JSON.stringify(task)], { execArgv: FLAGS })
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  const answers: Readings[] = []
  child.on('message', (readings) => answers.push(readings as Readings))
  try {
    const [code] = (await once(child, 'exit')) as [number | null]
    const [readings] = answers
    if (code === 0 && readings !== undefined) return readings
    throw new Error(`the process that measures "${task.kind}" failed; see above`)
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
}
