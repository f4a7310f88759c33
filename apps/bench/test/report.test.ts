import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeMachine } from '../src/report/machine.ts'
import { tally, writeResults, type Outcome } from '../src/report/results.ts'
import { loadLine, machineLine, peersLine, tableOf, tallyLine } from '../src/report/table.ts'
import { keepsPromise, type Figure } from '../src/scenario.ts'

const value = { median: 0.5, q1: 0.4, q3: 0.6, max: 9, samples: 300 }
const told: Figure = { name: 'told', unit: '×', value }
const kept: Figure = { ...told, name: 'kept', atMost: 0.5 }
const broken: Figure = { ...told, name: 'broken', atMost: 0.49, note: 'nearly' }
const worst: Figure = { ...told, name: 'worst', unit: 'ms', atMost: 5, judged: 'max' }
const ran: Outcome = {
  scenario: 'verify',
  about: 'this and that',
  seconds: 1.25,
  figures: [told, kept, broken, worst],
}
const failed: Outcome = { ...ran, scenario: 'other', figures: [], error: 'no such option' }

test('a promise is kept by the median, or by the maximum where that was promised', () => {
  expect([told, kept, broken, worst].map(keepsPromise)).toEqual([undefined, true, false, false])
})

test('a table names every figure with its spread, its promise and its note', () => {
  const table = tableOf(ran)
  expect(table).toContain('verify: this and that (1.3 s)')
  expect(table).toMatch(/told +0\.500 × +0\.400 – 0\.600 \(300\)\n/)
  expect(table).toMatch(/kept .* ≤ 0\.500 kept/)
  expect(table).toMatch(/broken .* ≤ 0\.490 BROKEN +nearly/)
  expect(table).toMatch(/worst +max 9\.00 ms .* ≤ 5\.00 BROKEN/)
})

test('what could not run is said, and counted', () => {
  expect(tableOf(failed)).toContain('COULD NOT RUN: no such option')
  expect(tally([ran, failed])).toEqual({ kept: 1, broken: 2, failed: 1 })
  expect(tallyLine([ran])).toBe('\n1 promises kept, 2 broken')
  expect(tallyLine([ran, failed])).toContain('1 scenarios could not run')
})

test('names the machine and the versions of the peers', () => {
  const machine = describeMachine()
  expect(machineLine(machine)).toContain(`node ${process.versions.node} `)
  expect(peersLine(machine)).toMatch(/fast-jwt \d+\.\d+\.\d+.*twilio \d+\.\d+\.\d+/)
})

test('says when others wanted the machine too', () => {
  const machine = { ...describeMachine(), cores: 2, load: 0.4 }
  expect(loadLine(machine, 1.9)).toBe('load 0.4 before, 1.9 after, 2 cores')
  expect(loadLine(machine, 2.1)).toContain('BUSY')
})

test('results are kept as JSON with their verdicts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const file = join(folder, 'deep', 'results.json')
  const results = {
    at: '2030-01-01T00:00:00.000Z',
    machine: describeMachine(),
    loadAfter: 0.5,
    outcomes: [ran],
  }
  writeResults(file, results)
  const read = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(folder, { recursive: true })
  expect(read).toMatchObject({ at: results.at, machine: { node: process.versions.node } })
  expect(read.outcomes[0].figures[2]).toEqual({ ...broken, kept: false })
})
