import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RESULTS_FOLDER } from '../src/report/files.ts'
import { pageOf } from '../src/report/page.ts'
import { readResults } from '../src/report/results.ts'
import { SCENARIOS } from '../src/scenarios/all.ts'

const results = readResults(join(RESULTS_FOLDER, 'figures.json'))
if (results === undefined) throw new Error('docs/results/figures.json is missing: run pnpm bench')
const { markdown, pictures } = pageOf(results, SCENARIOS, 'results')

test('nothing on the results page is written by hand', () => {
  expect(readFileSync(join(RESULTS_FOLDER, '../results.md'), 'utf8')).toBe(markdown)
})

test('every picture on it is drawn of its figures', () => {
  const files = readdirSync(RESULTS_FOLDER).filter((file) => file.endsWith('.svg'))
  expect(files.toSorted()).toEqual(pictures.map(({ file }) => file).toSorted())
  for (const { file, svg } of pictures) {
    expect(readFileSync(join(RESULTS_FOLDER, file), 'utf8')).toBe(svg)
  }
})

test('everything that can be measured was measured, and ran', () => {
  const measured = new Map(results.outcomes.map((outcome) => [outcome.scenario, outcome.error]))
  expect(SCENARIOS.map(({ name }) => [name, measured.get(name)])).toEqual(
    SCENARIOS.map(({ name }) => [name, undefined]),
  )
  expect(measured.size).toBe(SCENARIOS.length)
})
