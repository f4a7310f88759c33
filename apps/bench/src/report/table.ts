import { keepsPromise, type Figure, type Scenario } from '../scenario.ts'
import type { Machine } from './machine.ts'
import { counted, quarters, shown } from './numbers.ts'
import { tally, type Outcome } from './results.ts'

/** One line that says what the figures were measured on. */
export function machineLine({ node, v8, openssl, cpu, cores, memory, system }: Machine): string {
  const runtime = `node ${node} (v8 ${v8}, openssl ${openssl})`
  return `${runtime}, ${cpu}, ${cores} cores, ${memory} GiB, ${system}`
}

/** One line that says whether the run had the machine to itself. */
export function loadLine({ cores }: Machine, before: number, after: number): string {
  const busy = Math.max(before, after) > cores
  const advice = busy
    ? ': BUSY, times and maxima are too high and ratios blurred; run it again'
    : ''
  return `load ${before.toFixed(1)} before, ${after.toFixed(1)} after, ${cores} cores${advice}`
}

/** One line with the versions of the peers. */
export function peersLine({ peers }: Machine): string {
  return Object.entries(peers)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}

/** A scenario as a table for a terminal: figure, value, the quarters around it, the promise. */
export function tableOf({ about }: Scenario, { seconds, figures, error }: Outcome): string {
  const head = `${about} (${seconds.toFixed(1)} s)`
  if (error !== undefined) return `${head}\n  COULD NOT RUN: ${error}`
  const rows = figures.map(rowOf)
  const widths = [0, 1, 2, 3].map((cell) => Math.max(...rows.map((row) => row[cell]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  return [head, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** The closing line of a run. */
export function tallyLine(outcomes: readonly Outcome[]): string {
  const { kept, broken, failed } = tally(outcomes)
  const missing = failed === 0 ? '' : `, ${failed} scenarios could not run`
  return `${kept} promises kept, ${broken} broken${missing}`
}

function rowOf(figure: Figure): readonly string[] {
  const { name, unit, value, atMost, note } = figure
  const promise = atMost === undefined ? '' : `≤ ${shown(atMost, unit)} ${verdictOf(figure)}`
  const around = `${quarters(value, unit)} (${value.samples})`.trimStart()
  return [name, counted(figure), around, promise, ...(note === undefined ? [] : [note])]
}

function verdictOf(figure: Figure): string {
  return keepsPromise(figure) === true ? 'kept  ' : 'BROKEN'
}
