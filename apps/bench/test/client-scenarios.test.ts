import { expect, test, vi } from 'vitest'
import { keepsPromise, QUICK, type Figure } from '../src/scenario.ts'
import { clientHerd } from '../src/scenarios/client/herd.ts'
import { clientOutage, clientOutageOfALife } from '../src/scenarios/client/outage.ts'
import { clientSize } from '../src/scenarios/client/size.ts'
import { clientTabs } from '../src/scenarios/client/tabs.ts'

// Only what hangs may fail by the clock; thousands of clients take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

function brokenOf(figures: readonly Figure[]): string[] {
  return figures.filter((figure) => keepsPromise(figure) === false).map(({ name }) => name)
}

test.each([clientHerd, clientOutage, clientTabs])('$name keeps its promises', async ({ run }) => {
  const figures = await run(QUICK)
  expect(figures.filter(({ atMost }) => atMost !== undefined).length).toBeGreaterThanOrEqual(2)
  expect(brokenOf(figures)).toEqual([])
})

test('an outage of a whole life is told of for everybody', async () => {
  const figures = await clientOutageOfALife.run(QUICK)
  expect(figures.length).toBeGreaterThan(10)
  for (const { value } of figures) expect(Number.isFinite(value.median)).toBe(true)
})

test('what a page downloads is smaller than what it is compared with', async () => {
  const figures = await clientSize.run(QUICK)
  const isOurs = ({ name }: Figure): boolean => name.includes('@grantline/')
  const ours = figures.filter(isOurs).map(({ value }) => value.median)
  const others = figures.filter((figure) => !isOurs(figure)).map(({ value }) => value.median)
  expect(ours.length).toBe(3)
  expect(others.length).toBe(5)
  expect(Math.max(...ours)).toBeLessThan(Math.min(...others))
})
