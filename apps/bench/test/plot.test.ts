import { expect, test } from 'vitest'
import { axisOf } from '../src/plot/axis.ts'
import { drawBars } from '../src/plot/draw-bars.ts'
import { drawLines } from '../src/plot/draw-lines.ts'

test.each([
  [
    [0.4, 1],
    [0, 0.2, 0.4, 0.6, 0.8, 1],
  ],
  [[7], [0, 1, 2, 3, 4, 5, 6, 7]],
  [[100], [0, 20, 40, 60, 80, 100]],
  [[0], [0, 1]],
])('an even axis of %j is marked at %j', (values, marks) => {
  const axis = axisOf(values, false)
  expect(axis.marks).toEqual(marks)
  expect(axis.place(0)).toBe(0)
  expect(axis.place(Math.max(...values))).toBeLessThanOrEqual(1)
})

test.each([
  [
    [3, 500],
    [1, 10, 100, 1000],
  ],
  [
    [1, 100],
    [1, 10, 100],
  ],
  [
    [0.02, 0.05],
    [0.01, 0.1],
  ],
  [[10], [10, 100]],
])('an axis of tenfold steps for %j is marked at %j', (values, marks) => {
  const axis = axisOf(values, true)
  expect(axis.marks).toEqual(marks)
  for (const value of values) {
    expect(axis.place(value)).toBeGreaterThanOrEqual(0)
    expect(axis.place(value)).toBeLessThanOrEqual(1)
  }
})

test('tenfold steps lie equally far apart', () => {
  const { place } = axisOf([1, 1000], true)
  expect([1, 10, 100, 1000].map(place).map((at) => at.toFixed(4))).toEqual([
    '0.0000',
    '0.3333',
    '0.6667',
    '1.0000',
  ])
})

const lines = [
  {
    name: 'ours',
    points: [
      [1, 2],
      [10, 20],
      [100, 200],
    ] as const,
  },
  {
    name: 'theirs & others',
    points: [
      [1, 3],
      [100, 900],
    ] as const,
  },
]

test.each([true, false])('lines have a point for each value, and a name', (isLogarithmic) => {
  const svg = drawLines({ title: 'A < B', x: 'scopes', y: 'µs', isLogarithmic, lines })
  expect(svg.match(/<circle/g)).toHaveLength(5)
  expect(svg).toContain('theirs &amp; others')
  expect(svg).toContain('A &lt; B')
  expect(svg).not.toMatch(/NaN|undefined|Infinity/)
})

test('higher values lie higher', () => {
  const svg = drawLines({ title: 't', x: 'x', y: 'y', isLogarithmic: false, lines })
  const heights = [...svg.matchAll(/class="l0" fill="none" cx="[\d.]+" cy="([\d.]+)"/g)].map(
    ([, y]) => Number(y),
  )
  expect(heights).toHaveLength(3)
  expect(heights).toEqual(heights.toSorted((a, b) => b - a))
})

test('bars are as long as their values', () => {
  const bar = (name: string, value: number) => ({
    name,
    value,
    shown: `${value} µs`,
    isOurs: false,
  })
  const svg = drawBars({
    title: 'Times',
    isLogarithmic: false,
    bars: [bar('one', 50), bar('two', 100)],
  })
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))
  expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(2, 1)
  expect(svg).toContain('100 µs')
})

test('a picture of nothing is refused', () => {
  expect(() => drawBars({ title: 't', isLogarithmic: true, bars: [] })).toThrow(RangeError)
  expect(() => drawLines({ title: 't', x: 'x', y: 'y', isLogarithmic: true, lines: [] })).toThrow(
    RangeError,
  )
})
