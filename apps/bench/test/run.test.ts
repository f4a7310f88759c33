import { expect, test, vi } from 'vitest'
import { outcomeOf, runAll } from '../src/run.ts'
import { spreadOf } from '../src/measure/statistics.ts'
import { QUICK, type Scenario } from '../src/scenario.ts'

const scenario = (name: string, run: Scenario['run']): Scenario => {
  return { name, section: 'tokens', title: name, about: `about ${name}`, run }
}
const good = scenario('good', async () => [{ name: 'x', unit: 'ms', value: spreadOf([1]) }])
const bad = scenario('bad', async () => {
  throw new Error('out of order')
})

test('one that cannot run does not keep the others from it', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const told: number[] = []
  const outcomes = await runAll([bad, good], QUICK, {
    expected: [],
    onOutcome: (all) => void told.push(all.length),
  })
  expect(outcomes).toMatchObject([
    { scenario: 'bad', error: 'out of order', figures: [] },
    { scenario: 'good', figures: [{ name: 'x' }] },
  ])
  expect(told).toEqual([1, 2])
  expect(log.mock.calls.flat().join('\n')).toMatch(/\[1\/2\] bad[^]*\[2\/2\] good/)
})

test('how long it may take is known from the run before', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const earlier = { ...(await outcomeOf(good, QUICK)), seconds: 240 }
  await runAll([good], QUICK, { expected: [earlier], onOutcome: () => {} })
  expect(log.mock.calls.flat().join('\n')).toContain('[1/1] good, about 4 min left')
})
