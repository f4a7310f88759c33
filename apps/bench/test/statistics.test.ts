import { expect, test } from 'vitest'
import { quantileOf, spreadOf } from '../src/measure/statistics.ts'

test('finds the median and the quarters of samples in any order', () => {
  const spread = { median: 9, q1: 2, q3: 10, max: 100, samples: 5 }
  expect(spreadOf([10, 1, 100, 2, 9])).toEqual(spread)
})

test('lies between the two samples in the middle of an even number', () => {
  expect(spreadOf([10, 20, 30, 40])).toEqual({
    median: 25,
    q1: 17.5,
    q3: 32.5,
    max: 40,
    samples: 4,
  })
})

test('one sample is all of it', () => {
  expect(spreadOf([7])).toEqual({ median: 7, q1: 7, q3: 7, max: 7, samples: 1 })
})

test('an outlier moves the maximum only', () => {
  const { median, max } = spreadOf([1, 1, 1, 1, 1000])
  expect([median, max]).toEqual([1, 1000])
})

test('refuses to tell something of nothing', () => {
  expect(() => spreadOf([])).toThrow(RangeError)
})

test('a share of all samples lies below a quantile', () => {
  expect(quantileOf([30, 10, 20, 40, 50], 0.75)).toBe(40)
  expect(() => quantileOf([], 0.5)).toThrow(RangeError)
})
