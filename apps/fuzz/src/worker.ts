import { parentPort, workerData } from 'node:worker_threads'
import { allTargets } from './targets/all.ts'
import { fuzz } from './fuzz.ts'
import type { Job } from './supervise.ts'

const { runs, seed, first, heartbeat, only } = workerData as Job

// A stack for each refusal would take longer than the refusal.
Error.stackTraceLimit = 4

const targets = (await allTargets()).filter(({ name }) => only === undefined || name === only)
const report = await fuzz(targets, {
  runs,
  seed,
  first,
  onRun: (run) => Atomics.store(heartbeat, 0, run),
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
parentPort?.postMessage(report)
