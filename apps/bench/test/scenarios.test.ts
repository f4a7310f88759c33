import { expect, test } from 'vitest'
import { QUICK } from '../src/scenario.ts'
import { IN_PROCESS, SCENARIOS } from '../src/scenarios/all.ts'

test.each(IN_PROCESS)('$name runs and tells something', async ({ run }) => {
  const figures = await run(QUICK)
  expect(figures).not.toEqual([])
  for (const { value } of figures) {
    expect(value.samples).toBeGreaterThan(0)
    expect(Number.isFinite(value.median)).toBe(true)
  }
})

test('no two scenarios have one name', () => {
  const names = SCENARIOS.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})
