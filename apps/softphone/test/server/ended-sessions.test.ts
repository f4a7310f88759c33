import { expect, test } from 'vitest'
import { createEndedSessions } from '../../src/server/ended-sessions.ts'
import { SIGN_IN_LIFE } from '../../src/server/sign-in-cookie.ts'

test('remembers a session for as long as a cookie of it could be valid, and no longer', () => {
  let now = 1000
  const ended = createEndedSessions(() => now)
  ended.add('alice')
  now += SIGN_IN_LIFE - 1
  ended.add('bob')
  expect(ended.has('alice')).toBe(true)
  now += 1
  ended.add('carol')
  expect(ended.has('alice')).toBe(false)
  expect(ended.has('bob')).toBe(true)
  expect(ended.has('nobody')).toBe(false)
  expect(ended.has(undefined)).toBe(false)
})

test('forgets the oldest when there are too many', () => {
  const ended = createEndedSessions(() => 1000)
  for (let nth = 0; nth <= 10_000; nth += 1) ended.add(`session-${nth}`)
  expect(ended.has('session-0')).toBe(false)
  expect(ended.has('session-1')).toBe(true)
  expect(ended.has('session-10000')).toBe(true)
})
