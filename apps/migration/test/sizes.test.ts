import { expect, test } from 'vitest'
import { tableRows } from '../src/guide/tables.ts'
import { measure } from '../src/sizes/measure.ts'
import { sizeTable } from '../src/sizes/table.ts'
import { guide } from './guide.ts'

const SIZE = /^(?<min>[\d.]+) kB, gzip (?<gzip>[\d.]+) kB$/

/** What a cell says of a size, or the cell itself where it says something else. */
function sizesIn(cell: string): string | readonly number[] {
  const { min, gzip } = SIZE.exec(cell.replaceAll(/(?<=\d),(?=\d)/g, ''))?.groups ?? {}
  return min === undefined ? cell : [Number(min), Number(gzip)]
}

function isNear(told: number, measured: number): boolean {
  return Math.abs(told - measured) <= measured * 0.05
}

test('the sizes in the guide are those of today, within 5 %', async () => {
  const measured = tableRows(`<!-- sizes -->\n${await sizeTable()}\n<!-- /sizes -->`, 'sizes')
  const told = tableRows(guide, 'sizes')
  expect(told.map(([subject]) => subject)).toEqual(measured.map(([subject]) => subject))
  for (const [row, cells] of measured.entries()) {
    for (const [column, cell] of cells.slice(1).entries()) {
      const now = sizesIn(cell)
      const then = sizesIn(told[row]?.[column + 1] ?? '')
      if (typeof now === 'string' || typeof then === 'string') expect(then).toEqual(now)
      else expect(then.map((size, index) => isNear(size, now[index] ?? 0))).toEqual([true, true])
    }
  }
})

test('a size that is 6 % off is noticed', () => {
  expect([isNear(100, 100), isNear(104, 100), isNear(106, 100), isNear(94, 100)]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('only what is missing for the target is not a size', async () => {
  expect(await measure(`import 'node:fs'`, 'edge')).toEqual({ missing: ['node:fs'] })
  expect(await measure(`import 'node:fs'`, 'node')).toMatchObject({ bytes: expect.any(Number) })
  await expect(measure('const', 'node')).rejects.toThrow(/Expected identifier/)
})
