import { describe, expect, test } from 'vitest'
import { RefreshLog } from '../../src/page/token/refresh-log.ts'
import { leftText, partLeft, secondsLeft } from '../../src/page/token/token-life.ts'
import {
  outcomeWords,
  reasonWords,
  statusWords,
  untoldWords,
} from '../../src/page/token/token-words.ts'

describe('the list of refreshes', () => {
  test('keeps the reason and the life of each, newest first', () => {
    let now = 1_000
    const log = new RefreshLog(() => now)
    log.record({ type: 'fetch_start', reason: 'initial' })
    log.record({ type: 'fetch_ok', ms: 3, life: 60 })
    now = 2_000
    log.record({ type: 'fetch_start', reason: 'due' })
    log.record({ type: 'fetch_ok', ms: 3, life: 60 })
    expect(log.snapshot).toEqual([
      { id: 2, at: 2_000, reason: 'due', life: 60 },
      { id: 1, at: 1_000, reason: 'initial', life: 60 },
    ])
  })

  test('shows an outage as one line that counts', () => {
    const log = new RefreshLog(() => 0)
    log.record({ type: 'fetch_start', reason: 'due' })
    log.record({ type: 'fetch_fail', code: 'network', retryAt: undefined })
    log.record({ type: 'fetch_start', reason: 'due' })
    log.record({ type: 'fetch_fail', code: 'network', retryAt: undefined })
    expect(log.snapshot).toEqual([{ id: 1, at: 0, reason: 'due', failures: 2 }])
    log.record({ type: 'fetch_start', reason: 'due' })
    log.record({ type: 'fetch_ok', ms: 3, life: 60 })
    expect(log.snapshot.map(outcomeWords)).toEqual(['lasts 60 s', 'failed 2 times'])
  })

  test('stays short', () => {
    const log = new RefreshLog(() => 0)
    for (let count = 0; count < 9; count += 1) log.record({ type: 'fetch_ok', ms: 3, life: 60 })
    expect(log.snapshot.map(({ id }) => id)).toEqual([9, 8, 7, 6, 5])
  })

  test('tells its listeners of every fetch, until they leave', () => {
    const log = new RefreshLog(() => 0)
    let calls = 0
    const leave = log.subscribe(() => {
      calls += 1
    })
    log.record({ type: 'fetch_ok', ms: 3, life: 60 })
    log.record({ type: 'refreshed' })
    leave()
    log.record({ type: 'fetch_ok', ms: 3, life: 60 })
    expect(calls).toBe(1)
  })
})

describe('what is left of a token', () => {
  test('counts down to nothing and no further', () => {
    expect(secondsLeft(100, 40_000)).toBe(60)
    expect(secondsLeft(100, 140_000)).toBe(0)
    expect(secondsLeft(null, 0)).toBe(0)
  })

  test('is a part between all and nothing', () => {
    expect(partLeft(15, 60)).toBe(0.25)
    expect(partLeft(61, 60)).toBe(1)
    expect(partLeft(1, 0)).toBe(0)
  })

  test.each([
    [0, '0'],
    [41.2, '42'],
    [99, '99'],
    [100, '1:40'],
    [3_605, '60:05'],
    [86_400, '24 h'],
  ])('shows %d seconds as %s', (left, text) => {
    expect(leftText(left)).toBe(text)
  })
})

test.each([
  [{ isRevoked: false, isInvisible: false, hearsPeople: true }, undefined],
  // No token to ask yet.
  [{ isRevoked: false, isInvisible: false, hearsPeople: undefined }, undefined],
  [
    { isRevoked: true, isInvisible: false, hearsPeople: undefined },
    'Your token was revoked, so you are not told who is here.',
  ],
  [
    { isRevoked: false, isInvisible: false, hearsPeople: false },
    'Your token has no subscription to who is here, so you are not told.',
  ],
  // Being invisible is the cause, also of the missing subscription.
  [
    { isRevoked: false, isInvisible: true, hearsPeople: false },
    'You are invisible, so you are not told who is here.',
  ],
  [
    { isRevoked: false, isInvisible: true, hearsPeople: true },
    'You are invisible, so you are not told who is here.',
  ],
])('says why a token with %o is not told who is here', (allowance, words) => {
  expect(untoldWords(allowance)).toBe(words)
})

test('has words for a status and a reason', () => {
  expect(statusWords('stale')).toBe('Refresh failed, trying again')
  expect(reasonWords('rejected')).toBe('Last one not accepted')
})
