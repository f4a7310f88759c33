import { afterAll, beforeAll, expect, test } from 'vitest'
import { restartUnderLoad } from '../src/http/restart.ts'
import { rotateUnderLoad } from '../src/http/rotation.ts'
import { bundleWorker, type Worker } from './bundle-worker.ts'

// `pnpm bench http-rotation http-restart` does the same for longer.

let worker: Worker

beforeAll(async () => {
  worker = await bundleWorker()
})
afterAll(() => worker.remove())

test('no request fails while keys rotate that were published for as long as they are kept', async () => {
  const report = await rotateUnderLoad({
    worker: worker.file,
    rotations: 3,
    maxAge: 1,
    publishFor: 1,
  })
  expect(report).toMatchObject({ failed: {}, kids: ['key-0', 'key-1', 'key-2', 'key-3'] })
  expect(report.requests).toBeGreaterThan(0)
  // The keys were fetched because they had aged, and each rotation was seen.
  expect(report.downloads).toBeGreaterThanOrEqual(3)
})

test('requests fail where keys sign before they could be known', async () => {
  const report = await rotateUnderLoad({
    worker: worker.file,
    rotations: 1,
    maxAge: 3600,
    publishFor: 0,
  })
  expect(Object.keys(report.failed)).toEqual(['401'])
})

test('what was revoked before a server was killed is revoked after it was started anew', async () => {
  const report = await restartUnderLoad({ worker: worker.file, kills: 3, lifeMs: 300 })
  expect(report).toMatchObject({ kills: 3, lost: [], invented: [] })
  expect(report.acknowledged).toBeGreaterThan(0)
})

test('asked for twice at the same time, a revocation is acknowledged once it is on the disk', async () => {
  const report = await restartUnderLoad({ worker: worker.file, kills: 3, lifeMs: 300, askers: 4 })
  expect(report).toMatchObject({ kills: 3, lost: [], invented: [] })
})
