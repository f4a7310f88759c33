import { expect, test } from 'vitest'
import { unrefTimer } from '../../src/token/unref-timer.ts'

test('a timer of Node no longer keeps the process alive', () => {
  const timer = setTimeout(() => {}, 60_000)
  expect(timer.hasRef()).toBe(true)
  unrefTimer(timer)
  expect(timer.hasRef()).toBe(false)
  clearTimeout(timer)
})

test.each([
  ['the number of a browser', 5],
  ['nothing', undefined],
  ['null', null],
  ['an object without unref', {}],
  ['an object whose unref is no function', { unref: true }],
])('%s is left as it is', (_what, timer) => {
  expect(() => unrefTimer(timer)).not.toThrow()
})
