import { expect, test } from 'vitest'
import { createMessageRate } from '../../src/server/message-rate.ts'

test('allows a hundred messages at once and then twenty a second', () => {
  let now = 1000
  const isWithinRate = createMessageRate(() => now)
  const allowed = (): number => {
    let count = 0
    while (isWithinRate()) count += 1
    return count
  }
  expect(allowed()).toBe(100)
  now += 1
  expect(allowed()).toBe(20)
  now += 3600
  expect(allowed()).toBe(100)
  now -= 60
  expect(allowed()).toBe(0)
  now += 1
  expect(allowed()).toBe(20)
})
