import { describe, expect, test } from 'vitest'
import { leftText, partLeft, secondsLeft } from '../../src/page/token/token-life.ts'
import { statusWords, untoldWords } from '../../src/page/token/token-words.ts'

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

test('has words for a status', () => {
  expect(statusWords('stale')).toBe('Refresh failed, trying again')
})
