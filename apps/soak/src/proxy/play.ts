import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Step } from './faults.ts'

/** Sends an answer piece by piece; ends early when the client has gone. */
export async function play(steps: readonly Step[], res: ServerResponse): Promise<void> {
  for (const step of steps) {
    if (res.destroyed) return
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await take(step, res)
  }
}

async function take(step: Step, res: ServerResponse): Promise<void> {
  if (step.do === 'wait') await sleep(step.ms)
  else if (step.do === 'head') res.writeHead(step.status, step.headers).flushHeaders()
  else if (step.do === 'write') res.write(step.text)
  else if (step.do === 'raw') res.socket?.write(step.text)
  else if (step.do === 'end') res.end()
  else if (step.do === 'reset') res.socket?.resetAndDestroy()
  else await gone(res)
}

function gone(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    res.once('close', resolve)
  })
}
