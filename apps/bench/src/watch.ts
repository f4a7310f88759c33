import { counted, shown } from './report/numbers.ts'
import { outcomeOf } from './run.ts'
import { keepsPromise, WATCH, type Figure, type Scenario } from './scenario.ts'

/** Those whose promises are looked at after every test run: what a change is likeliest to slow down. */
const WATCHED: ReadonlySet<string> = new Set([
  'mint',
  'mint-fresh',
  'verify',
  'verify-cached',
  'verify-eddsa',
  'verify-es256',
  'verify-rs256',
  'allows',
  'parse-scopes',
  'client-size',
])

/**
 * Measures a few promises shortly and prints them beside what was measured. Nothing of it is kept and
 * nothing fails: machines are noisy. The results page tells what a whole run found.
 */
export async function watchPromises(scenarios: readonly Scenario[]): Promise<void> {
  const watched = scenarios.filter(({ name }) => WATCHED.has(name))
  const rows: string[][] = []
  for (const scenario of watched) {
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const { figures, error } = await outcomeOf(scenario, WATCH)
    if (error !== undefined) rows.push([scenario.name, `could not run: ${error}`, '', ''])
    rows.push(...figures.flatMap((figure) => rowOf(scenario, figure)))
  }
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  console.log('promised and measured in a short run; nothing depends on it')
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0))
    console.log(`  ${cells.join('  ').trimEnd()}`)
  }
}

function rowOf({ name }: Scenario, figure: Figure): string[][] {
  const { atMost, unit } = figure
  if (atMost === undefined) return []
  const verdict = keepsPromise(figure) === true ? '' : 'missed this time'
  return [[`${name}: ${figure.name}`, `≤ ${shown(atMost, unit)}`, counted(figure), verdict]]
}
