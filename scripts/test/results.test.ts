import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countReport, countResults, forgetResults, resultFiles } from '../lib/results.mjs'

const passing = {
  success: true,
  numPassedTests: 2,
  numFailedTests: 0,
  testResults: [
    { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] },
  ],
}
const uncollected = { status: 'failed', assertionResults: [] }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantline-results-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function report(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

test('counts the tests of a report', () => {
  expect(countReport(passing)).toEqual({ passed: 2, failed: 0 })
})

test('counts a failed test once, although its file failed as well', () => {
  const file = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
  expect(
    countReport({ success: false, numPassedTests: 1, numFailedTests: 1, testResults: [file] }),
  ).toEqual({ passed: 1, failed: 1 })
})

test('counts a file whose tests could not be collected', () => {
  const testResults = [...passing.testResults, uncollected]
  expect(countReport({ ...passing, success: false, testResults })).toEqual({ passed: 2, failed: 1 })
})

test('counts a run that failed for no reason the report names', () => {
  expect(countReport({ ...passing, success: false })).toEqual({ passed: 2, failed: 1 })
})

test('sums reports, and counts one that is missing or broken as a failure', () => {
  const good = report('good.json', JSON.stringify(passing))
  const broken = report('broken.json', '{"success": tr')
  const missing = join(folder, 'missing.json')
  expect(countResults([good, good, broken, missing])).toEqual({
    passed: 4,
    failed: 2,
    missing: [missing],
  })
})

test('does not find a report again that was forgotten', () => {
  const file = report('old.json', JSON.stringify(passing))
  forgetResults([file, join(folder, 'never-there.json')])
  expect(countResults([file])).toMatchObject({ passed: 0, failed: 1 })
})

test('expects a report of each package that has the script', () => {
  const tested = { folder: '/a', path: 'a', manifest: { name: 'a', scripts: { test: 'vitest' } } }
  const untested = { folder: '/b', path: 'b', manifest: { name: 'b' } }
  expect(resultFiles([tested, untested], 'test', 'unit')).toEqual([
    join('/a', '.results', 'unit.json'),
  ])
})
