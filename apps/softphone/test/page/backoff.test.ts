import { expect, test } from 'vitest'
import { backoffMs } from '../../src/page/signal/backoff.ts'

test('the wait before the next try doubles up to a limit and is spread', () => {
  expect([0, 1, 2, 9].map((attempt) => backoffMs(attempt, () => 0))).toEqual([200, 400, 800, 4_000])
  expect([0, 1, 2, 9].map((attempt) => backoffMs(attempt, () => 1))).toEqual([
    400, 800, 1_600, 8_000,
  ])
})
