import { expect, test } from 'vitest'
import { seededRandom } from '../src/client/random.ts'
import { VirtualTime } from '../src/client/virtual-time.ts'

test('timers fire in the order of their moments, equal ones in the order in which they were set', async () => {
  const time = new VirtualTime()
  const random = seededRandom(7)
  const expected: [at: number, order: number][] = []
  const fired: [at: number, order: number][] = []
  for (let order = 0; order < 500; order += 1) {
    const at = Math.floor(random() * 40)
    expected.push([at, order])
    time.at(at, () => fired.push([time.now, order]))
  }
  await time.run(100)
  expect(fired).toEqual(expected.toSorted(([a, i], [b, j]) => a - b || i - j))
  expect(time.now).toBe(100)
})

test('what is cancelled, or later than the end, does not fire', async () => {
  const time = new VirtualTime()
  const fired: string[] = []
  time.cancel(time.at(5, () => fired.push('cancelled')))
  time.at(10, () => fired.push('at the end'))
  time.at(11, () => fired.push('later'))
  await time.run(10)
  expect(fired).toEqual(['at the end'])
  await time.run(11)
  expect(fired).toEqual(['at the end', 'later'])
})

test('the clock stands still until a chain of promises has come to rest', async () => {
  const time = new VirtualTime()
  const seen: number[] = []
  const long = async (): Promise<void> => {
    for (let step = 0; step < 100; step += 1) await Promise.resolve()
    seen.push(time.now)
    time.after(3, () => seen.push(time.now))
  }
  time.at(1, () => void long())
  time.at(2, () => seen.push(time.now))
  await time.run(10)
  expect(seen).toEqual([1, 2, 4])
})

test('chance is the same for the same seed, and even', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed)
    return Array.from({ length: 10_000 }, () => random())
  }
  const numbers = draw(1)
  expect(draw(1)).toEqual(numbers)
  expect(draw(2)).not.toEqual(numbers)
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers)).toBeLessThan(1)
  const tenths = Array.from({ length: 10 }, (_, tenth) => {
    return numbers.filter((number) => Math.floor(number * 10) === tenth).length
  })
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150)
})
