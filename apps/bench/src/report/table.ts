import { keepsPromise, type Figure } from '../scenario.ts'
import type { Machine } from './machine.ts'
import { tally, type Outcome } from './results.ts'

/** One line that says what the figures were measured on. */
export function machineLine(machine: Machine): string {
  const { node, v8, openssl, cpu, cores, system, load } = machine
  const runtime = `node ${node} (v8 ${v8}, openssl ${openssl})`
  return `${runtime}, ${cpu}, ${cores} cores, ${system}, load ${load.toFixed(1)}`
}

/** One line that says whether the run had the machine to itself. */
export function loadLine({ load, cores }: Machine, loadAfter: number): string {
  const busy = Math.max(load, loadAfter) > cores
  const advice = busy
    ? ': BUSY, times and maxima are too high and ratios blurred; run it again'
    : ''
  return `load ${load.toFixed(1)} before, ${loadAfter.toFixed(1)} after, ${cores} cores${advice}`
}

/** One line with the versions of the peers. */
export function peersLine({ peers }: Machine): string {
  return Object.entries(peers)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}

/** A scenario as a table: figure, value, the quarters around it, the promise. */
export function tableOf({ scenario, about, seconds, figures, error }: Outcome): string {
  const head = `\n${scenario}: ${about} (${seconds.toFixed(1)} s)`
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
  return `\n${kept} promises kept, ${broken} broken${missing}`
}

function rowOf(figure: Figure): readonly string[] {
  const { name, unit, value, atMost, judged = 'median', note } = figure
  const text = unit === 'times' ? String : rounded
  const shown = judged === 'max' ? `max ${text(value.max)}` : text(value.median)
  const promise = atMost === undefined ? '' : `≤ ${text(atMost)} ${verdictOf(figure)}`
  const around = `${text(value.q1)} – ${text(value.q3)} (${value.samples})`
  return [name, `${shown} ${unit}`, around, promise, ...(note === undefined ? [] : [note])]
}

function verdictOf(figure: Figure): string {
  return keepsPromise(figure) === true ? 'kept  ' : 'BROKEN'
}

/** Three digits that mean something. */
function rounded(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0)
  if (Math.abs(value) >= 10) return value.toFixed(1)
  return value.toPrecision(3)
}
