import { expect, test } from 'vitest'
import { ratioOf, runPaired, samplesOf, type Contender } from '../src/measure/paired.ts'
import { spreadOf } from '../src/measure/statistics.ts'

/** A clock that only the contenders move, so that every time is exact. */
function fakeMachine() {
  let at = 0
  let speed = 1
  const order: string[] = []
  const contender = (name: string, costMs: number): Contender => ({
    name,
    run: () => {
      if (order.at(-1) !== name) order.push(name)
      at += costMs * speed
    },
  })
  return {
    order,
    contender,
    now: () => at,
    slowDown: (by: number) => {
      speed = by
    },
  }
}

const short = { turnMs: 8, warmUpMs: 32, budgetMs: 1e9 }

test('tells microseconds per call and the ratio of two contenders', async () => {
  const { contender, now } = fakeMachine()
  const contenders = [contender('fast', 1), contender('slow', 4)]
  const result = await runPaired(contenders, { ...short, rounds: 6, now })
  expect(result.rounds).toBe(6)
  expect(spreadOf(samplesOf(result, 'fast')).median).toBeCloseTo(1000)
  expect(spreadOf(samplesOf(result, 'slow')).median).toBeCloseTo(4000)
  expect(ratioOf(result, 'fast', 'slow').median).toBeCloseTo(0.25)
  expect(ratioOf(result, 'slow', 'fast').samples).toBe(6)
})

test('a machine that slows down between rounds changes times, not ratios', async () => {
  const { contender, now, slowDown } = fakeMachine()
  let calls = 0
  const disturbed: Contender = {
    name: 'slow',
    run: () => {
      calls += 1
      slowDown(calls > 400 ? 3 : 1)
      return contender('slow', 2).run(0)
    },
  }
  const result = await runPaired([contender('fast', 1), disturbed], { ...short, rounds: 200, now })
  const times = spreadOf(samplesOf(result, 'fast'))
  expect(times.max).toBeGreaterThan(2.9 * 1000)
  expect(ratioOf(result, 'fast', 'slow').median).toBeCloseTo(0.5)
})

test('every contender goes first in as many rounds as any other', async () => {
  const { contender, now, order } = fakeMachine()
  const contenders = ['a', 'b', 'c'].map((name) => contender(name, 1))
  await runPaired(contenders, { ...short, rounds: 6, now })
  // One after the other while they warm up; then forwards and backwards from each in turn.
  const turns = ['abc', 'abc', 'cba', 'bca', 'acb', 'cab', 'bac'].join('')
  // Two turns in a row of one contender look like one.
  expect(order.join('')).toBe(turns.replaceAll(/(.)\1+/g, '$1'))
})

test('ends with its budget', async () => {
  const { contender, now } = fakeMachine()
  const { rounds } = await runPaired([contender('a', 1)], { ...short, budgetMs: 80, now })
  expect(rounds).toBe(10)
})

test('waits for those that answer with a promise, and only for them', async () => {
  let open = 0
  let most = 0
  const contender: Contender = {
    name: 'promise',
    run: async () => {
      open += 1
      most = Math.max(most, open)
      await Promise.resolve()
      open -= 1
    },
  }
  await runPaired([contender], { rounds: 2, turnMs: 0.1, warmUpMs: 1 })
  expect([open, most]).toEqual([0, 1])
})

test('gives every call another turn', async () => {
  const turns: number[] = []
  const contender = { name: 'a', run: (turn: number) => turns.push(turn) }
  await runPaired([contender], { rounds: 2, turnMs: 0.01, warmUpMs: 0.1 })
  const [, ...timed] = turns
  expect(timed).toEqual(timed.map((_, index) => index))
})

test('a contender that fails ends the run', async () => {
  const contender = { name: 'a', run: () => Promise.reject(new Error('signature')) }
  await expect(runPaired([contender])).rejects.toThrow('signature')
})
