import { restartUnderLoad } from '../../http/restart.ts'
import { rotateUnderLoad } from '../../http/rotation.ts'
import { WORKER } from '../../http/server-process.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'

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
    return counts([
      ['keys that signed', kids.length],
      ['downloads of the keys', downloads],
      ['requests', requests],
      ['failed', failures, 0],
    ])
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
    return counts([
      ['kills', kills],
      ['requests', requests],
      ['revocations acknowledged', acknowledged],
      ['of them lost', lost.length, 0],
      ['invented', invented.length, 0],
    ])
  },
}

function counts(
  of: readonly (readonly [row: string, count: number, atMost?: number])[],
): readonly Figure[] {
  return of.map(([row, count, atMost]): Figure => {
    const cell = { row, column: 'counted' }
    const figure: Figure = { name: row, unit: 'times', value: spreadOf([count]), cell }
    return atMost === undefined ? figure : Object.assign(figure, { atMost })
  })
}
