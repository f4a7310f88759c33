import { restartUnderLoad } from '../../http/restart.ts'
import { rotateUnderLoad } from '../../http/rotation.ts'
import { WORKER } from '../../http/server-process.ts'
import { spreadOf, type Spread } from '../../measure/statistics.ts'
import type { Scenario } from '../../scenario.ts'

/** Keys that change while tokens are verified elsewhere. */
export const httpRotation: Scenario = {
  name: 'http-rotation',
  section: 'http',
  title: 'Keys that rotate under load',
  about:
    'jwksHandler and remoteKeys in two processes; keys rotate under load, published 1 s before',
  run: async ({ http }) => {
    const options = { worker: WORKER, rotations: http.rotations, maxAge: 1, publishFor: 1 }
    const { requests, failed, kids, downloads } = await rotateUnderLoad(options)
    const failures = Object.values(failed).reduce((sum, count) => sum + count, 0)
    return [
      { name: 'keys that signed', unit: 'times', value: counted(kids.length) },
      { name: 'downloads of the keys', unit: 'times', value: counted(downloads) },
      { name: 'requests', unit: 'times', value: counted(requests) },
      { name: 'failed', unit: 'times', value: counted(failures), atMost: 0 },
    ]
  },
}

/** A server that is killed while tokens are revoked there. */
export const httpRestart: Scenario = {
  name: 'http-restart',
  section: 'http',
  title: 'A server that is killed under load',
  about: 'fileRevocationStore behind a server that is killed (SIGKILL) under load and started anew',
  run: async ({ http }) => {
    const report = await restartUnderLoad({ worker: WORKER, kills: http.kills })
    const { kills, requests, acknowledged, lost, invented } = report
    return [
      { name: 'kills', unit: 'times', value: counted(kills) },
      { name: 'requests', unit: 'times', value: counted(requests) },
      { name: 'revocations acknowledged', unit: 'times', value: counted(acknowledged) },
      { name: 'of them lost', unit: 'times', value: counted(lost.length), atMost: 0 },
      { name: 'invented', unit: 'times', value: counted(invented.length), atMost: 0 },
    ]
  },
}

function counted(value: number): Spread {
  return spreadOf([value])
}
