import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeMachine, type Machine } from '../src/report/machine.ts'
import { counted, digits, quarters, shown } from '../src/report/numbers.ts'
import {
  mergeResults,
  readResults,
  tally,
  writeResults,
  type Outcome,
} from '../src/report/results.ts'
import { loadLine, machineLine, peersLine, tableOf, tallyLine } from '../src/report/table.ts'
import { keepsPromise, type Figure, type Scenario } from '../src/scenario.ts'

const value = { median: 0.5, q1: 0.4, q3: 0.6, max: 9, samples: 300 }
const told: Figure = { name: 'told', unit: '×', value }
const kept: Figure = { ...told, name: 'kept', atMost: 0.5 }
const broken: Figure = { ...told, name: 'broken', atMost: 0.49, note: 'nearly' }
const worst: Figure = { ...told, name: 'worst', unit: 'ms', atMost: 5, judged: 'max' }
const scenario: Scenario = {
  name: 'verify',
  section: 'tokens',
  title: 'Verifying',
  about: 'this and that',
  run: async () => [],
}
const ran: Outcome = {
  scenario: 'verify',
  at: '2030-01-01T00:00:00.000Z',
  load: 0.5,
  seconds: 1.25,
  figures: [told, kept, broken, worst],
}
const failed: Outcome = { ...ran, scenario: 'other', figures: [], error: 'no such option' }

test('a promise is kept by the median, or by the maximum where that was promised', () => {
  expect([told, kept, broken, worst].map(keepsPromise)).toEqual([undefined, true, false, false])
})

test('a table names every figure with its spread, its promise and its note', () => {
  const table = tableOf(scenario, ran)
  expect(table).toContain('this and that (1.3 s)')
  expect(table).toMatch(/told +0\.500 × +0\.400 – 0\.600 × \(300\)\n/)
  expect(table).toMatch(/kept .* ≤ 0\.500 × kept/)
  expect(table).toMatch(/broken .* ≤ 0\.490 × BROKEN +nearly/)
  expect(table).toMatch(/worst +max 9\.00 ms .* ≤ 5\.00 ms BROKEN/)
})

test('what could not run is said, and counted', () => {
  expect(tableOf(scenario, failed)).toContain('COULD NOT RUN: no such option')
  expect(tally([ran, failed])).toEqual({ kept: 1, broken: 2, failed: 1 })
  expect(tallyLine([ran])).toBe('1 promises kept, 2 broken')
  expect(tallyLine([ran, failed])).toContain('1 scenarios could not run')
})

test.each([
  [0, 'µs', '0 µs'],
  [1.2345, 'µs', '1.23 µs'],
  [12.345, 'µs', '12.3 µs'],
  [1234.5, 'µs', '1,235 µs'],
  [12_345, 'µs', '12.3 ms'],
  [999, 'bytes', '999 B'],
  [12_345, 'bytes', '12.3 kB'],
  [3_740_600, 'bytes', '3.74 MB'],
  [1_000_000, 'times', '1,000,000'],
  [9918.6, '/s', '9,919/s'],
  [-4.5, '%', '-4.50 %'],
] as const)('%d %s reads %s', (number, unit, text) => {
  expect(shown(number, unit)).toBe(text)
})

test('the number that counts is the worst where that was promised', () => {
  expect([counted(told), counted(worst)]).toEqual(['0.500 ×', 'max 9.00 ms'])
})

test('quarters are left out where there is nothing around the middle', () => {
  expect(quarters(value, '×')).toBe('0.400 – 0.600 ×')
  expect(quarters({ ...value, samples: 1 }, '×')).toBe('')
  expect(quarters({ ...value, q1: 0.6 }, '×')).toBe('')
  expect(quarters({ ...value, q1: 900, q3: 1100 }, 'bytes')).toBe('900 B – 1.10 kB')
})

test('digits are three', () => {
  expect([0.012345, 0.5, 99.96, 1e6].map(digits)).toEqual(['0.0123', '0.500', '100.0', '1,000,000'])
})

test('names the machine and the versions of the peers', () => {
  const machine = describeMachine()
  expect(machineLine(machine)).toContain(`node ${process.versions.node} `)
  expect(peersLine(machine)).toMatch(/fast-jwt \d+\.\d+\.\d+.*twilio \d+\.\d+\.\d+/)
  expect(peersLine(machine)).not.toContain('not installed')
})

test('says when others wanted the machine too', () => {
  const machine = { ...describeMachine(), cores: 2 }
  expect(loadLine(machine, 0.4, 1.9)).toBe('load 0.4 before, 1.9 after, 2 cores')
  expect(loadLine(machine, 0.4, 2.1)).toContain('BUSY')
})

test('results are kept as JSON, and read again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const file = join(folder, 'deep', 'figures.json')
    expect(readResults(file)).toBeUndefined()
    const machine = describeMachine()
    const long = { ...told, value: { ...value, median: 0.123456789 } }
    writeResults(file, { machine, outcomes: [{ ...ran, figures: [long, broken] }, failed] })
    expect(readResults(file)).toEqual({
      machine,
      outcomes: [
        { ...ran, figures: [{ ...long, value: { ...value, median: 0.12346 } }, broken] },
        failed,
      ],
    })
    // Every figure has a line of its own, so that a change shows what has changed.
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"unit"')),
    ).toHaveLength(2)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what is measured anew takes the place of what was', () => {
  const machine = describeMachine()
  const other = { ...ran, scenario: 'mint' }
  const anew = { ...ran, at: '2031-01-01T00:00:00.000Z' }
  const earlier = { machine, outcomes: [ran, other] }
  expect(mergeResults(undefined, earlier)).toBe(earlier)
  expect(mergeResults(earlier, { machine, outcomes: [anew] }).outcomes).toEqual([other, anew])
})

test('figures of two machines do not mix', () => {
  const machine: Machine = describeMachine()
  const earlier = { machine: { ...machine, cores: 99 }, outcomes: [ran] }
  const now = { machine, outcomes: [failed] }
  expect(mergeResults(earlier, now)).toBe(now)
})
