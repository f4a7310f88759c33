import { fork } from 'node:child_process'
import { once } from 'node:events'

/** No worker takes longer; one that does is stuck. */
const AT_MOST_MS = 120_000

/**
 * Runs a file in a process of its own, and collects what it tells until it ends.
 *
 * @param flags - of node, for that process
 * @throws {Error} if it fails, or does not end
 */
export async function askWorker(
  file: string,
  task: unknown,
  flags: readonly string[],
): Promise<readonly unknown[]> {
  const worker = fork(file, [JSON.stringify(task)], { execArgv: [...flags], timeout: AT_MOST_MS })
  const told: unknown[] = []
  worker.on('message', (message) => told.push(message))
  try {
    const [code] = (await once(worker, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`a process that measures failed; see above: ${file}`)
    return told
  } finally {
    worker.kill()
  }
}
