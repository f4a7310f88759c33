import { describe, expect, test } from 'vitest'
import { retryDelay } from '../../src/client/backoff.ts'

describe('retryDelay', () => {
  test.each([
    { fails: 0, random: 0, delay: 500 },
    { fails: 0, random: 1, delay: 1000 },
    { fails: 1, random: 0, delay: 1000 },
    { fails: 3, random: 0.5, delay: 6000 },
    { fails: 6, random: 1, delay: 60_000 },
    { fails: 2000, random: 0, delay: 30_000 },
    { fails: 2000, random: 1, delay: 60_000 },
  ])('doubles to a minute: $delay ms after $fails failures at $random', (row) => {
    expect(retryDelay(row.fails, row.random)).toBe(row.delay)
  })

  test.each([
    { retryAfter: 2, random: 1, delay: 3000 },
    { retryAfter: 120, random: 0, delay: 120_000 },
    { retryAfter: 120, random: 1, delay: 150_000 },
    { retryAfter: 300, random: 1, delay: 375_000 },
    { retryAfter: 1e9, random: 1, delay: 375_000 },
    { retryAfter: Number.POSITIVE_INFINITY, random: 0, delay: 300_000 },
  ])('waits $delay ms when asked for $retryAfter s, at $random', (row) => {
    expect(retryDelay(4, row.random, row.retryAfter)).toBe(row.delay)
  })

  test.each([0, -1, Number.NaN])(
    'ignores a wish of %s s, which would switch the backoff off',
    (retryAfter) => {
      expect(retryDelay(1, 0, retryAfter)).toBe(1000)
    },
  )
})
