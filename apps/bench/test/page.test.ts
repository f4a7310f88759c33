import { expect, test } from 'vitest'
import { cellTables } from '../src/report/cells.ts'
import { describeMachine } from '../src/report/machine.ts'
import { markdownTable, slugOf } from '../src/report/markdown.ts'
import { pageOf } from '../src/report/page.ts'
import type { Outcome } from '../src/report/results.ts'
import { spreadOf } from '../src/measure/statistics.ts'
import type { Figure, Scenario } from '../src/scenario.ts'

const figure = (row: string, column: string, more: Partial<Figure> = {}): Figure => {
  const value = spreadOf([1, 2, 3])
  return { name: `${row}, ${column}`, unit: 'µs', value, cell: { row, column }, ...more }
}

const verify: Scenario = {
  name: 'verify',
  section: 'tokens',
  title: 'Verifying: all of it',
  about: 'one token, over and over',
  differs: ['the floor checks less', 'createVerifier keeps more'],
  plots: [{ kind: 'bars', title: 'Times of all', column: 'time' }],
  run: async () => [],
}
const grow: Scenario = {
  name: 'grow',
  section: 'scale',
  title: 'Growing',
  about: 'more of it',
  plots: [{ kind: 'lines', title: 'Growth', table: 'By size', x: 'entries', y: 'µs' }],
  run: async () => [],
}
const outcomeOf = (scenario: Scenario, figures: readonly Figure[], error?: string): Outcome => {
  const outcome = {
    scenario: scenario.name,
    at: '2030-05-01T10:00:00.000Z',
    load: 0.4,
    seconds: 60,
  }
  return error === undefined ? { ...outcome, figures } : { ...outcome, figures, error }
}
const verified = outcomeOf(verify, [
  figure('grantline', 'time'),
  figure('floor', 'time', { note: 'by hand' }),
  figure('floor', 'grantline ÷ it', { unit: '×', atMost: 1.3 }),
  figure('peer', 'time', { note: 'by hand' }),
  figure('peer', 'grantline ÷ it', { unit: '×', atMost: 2 }),
])
const grown = outcomeOf(grow, [
  figure('ours', '1000', { cell: { row: 'ours', column: '1000', table: 'By size' } }),
  figure('ours', '2000', { cell: { row: 'ours', column: '2000', table: 'By size' } }),
])

function page(outcomes: readonly Outcome[]): ReturnType<typeof pageOf> {
  return pageOf({ machine: describeMachine(), outcomes }, [verify, grow], 'results')
}

test('figures stand in rows and columns, in the order in which they were measured', () => {
  const [table] = cellTables(verified.figures)
  expect(table?.columns).toEqual(['time', 'grantline ÷ it'])
  expect(table?.rows.map(({ name }) => name)).toEqual(['grantline', 'floor', 'peer'])
  expect(table?.rows[0]?.figures.has('grantline ÷ it')).toBe(false)
})

test('figures without a place are rows of one column', () => {
  const { cell: _, ...alone } = figure('all', 'by itself')
  expect(cellTables([alone])[0]).toMatchObject({
    columns: ['measured'],
    rows: [{ name: 'all, by itself' }],
  })
})

test('a page tells who was how fast, what was promised, and what differs', () => {
  const { markdown } = page([verified, grown])
  expect(markdown).toContain('Measured on 2030-05-01, in 2 minutes')
  expect(markdown).toMatch(/\| grantline \| 2\.00 µs <sub>1\.50 – 2\.50 µs<\/sub> \| {2}\|/)
  expect(markdown).toMatch(/\| floor .*\*\*2\.00 × <sub>1\.50 – 2\.50 ×<\/sub> ✗ ≤ 1\.30 ×\*\*/)
  expect(markdown).toMatch(/\| peer .*<\/sub> ✓ ≤ 2\.00 × \|/)
  expect(markdown).toContain('- **floor, peer**: by hand.')
  expect(markdown).toContain('- The floor checks less.\n- createVerifier keeps more.')
  expect(markdown).toContain('One token, over and over. `pnpm bench verify`')
  expect(markdown).toContain('#### By size')
})

test('missed promises come first, with a link to where they stand', () => {
  const { markdown } = page([verified])
  expect(markdown).toContain('Of 2 promises 1 are kept and 1 missed.')
  const missed = markdown.indexOf('Missed:')
  expect(missed).toBeGreaterThan(0)
  expect(markdown.indexOf('<details>')).toBeGreaterThan(missed)
  expect(markdown).toContain('[Verifying: all of it](#verifying-all-of-it)')
})

test('what was not measured, and what could not run, is said', () => {
  const { markdown } = page([outcomeOf(verify, [], 'no such thing')])
  expect(markdown).toContain('**It could not run:** no such thing')
  expect(markdown).toContain('Not measured yet: Growing.')
})

test('pictures are drawn of the tables they belong to, and shown beside them', () => {
  const { markdown, pictures } = page([verified, grown])
  expect(pictures.map(({ file }) => file)).toEqual(['verify.svg', 'grow.svg'])
  expect(markdown).toContain('![Times of all](results/verify.svg)')
  expect(markdown).toContain('![Growth](results/grow.svg)')
  for (const { svg } of pictures) expect(svg).not.toMatch(/NaN|undefined|Infinity/)
})

test('a heading in a link is what GitHub makes of it', () => {
  expect(slugOf('Guarding a route: Express, HS256')).toBe('guarding-a-route-express-hs256')
  expect(slugOf('grant.allows')).toBe('grantallows')
})

test('a table survives what its cells hold', () => {
  const table = markdownTable(
    ['a', 'b', 'c'],
    [
      ['x | y', '1 µs', 'with [a link](#a)'],
      ['z', '**2 ×** ✗', 'two\nlines'],
    ],
  )
  expect(table.split('\n')).toEqual([
    '| a | b | c |',
    '| --- | --: | --- |',
    '| x \\| y | 1 µs | with [a link](#a) |',
    '| z | **2 ×** ✗ | two lines |',
  ])
})
