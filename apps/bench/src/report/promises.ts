import { keepsPromise, type Figure, type Scenario } from '../scenario.ts'
import { markdownTable, slugOf } from './markdown.ts'
import { counted, shown } from './numbers.ts'
import type { Outcome } from './results.ts'

/** A scenario and what it came to. */
export interface Told {
  readonly scenario: Scenario
  readonly outcome: Outcome
}

interface Promised {
  readonly scenario: Scenario
  readonly figure: Figure
}

/** What was promised beside what was measured: first what was missed, the rest folded away. */
export function promisesText(all: readonly Told[]): string {
  const promised = all.flatMap(({ scenario, outcome }) =>
    outcome.figures
      .filter(({ atMost }) => atMost !== undefined)
      .map((figure): Promised => ({ scenario, figure })),
  )
  const missed = promised.filter(({ figure }) => keepsPromise(figure) === false)
  const kept = promised.filter(({ figure }) => keepsPromise(figure) === true)
  return [
    `Of ${promised.length} promises ${kept.length} are kept and ${missed.length} missed.`,
    ...(missed.length === 0 ? [] : ['Missed:', tableOf(missed)]),
    `<details>\n<summary>Kept: ${kept.length}</summary>\n\n${tableOf(kept)}\n\n</details>`,
  ].join('\n\n')
}

function tableOf(promised: readonly Promised[]): string {
  return markdownTable(
    ['what', 'where', 'promised', 'measured'],
    promised.map(({ scenario: { title }, figure }) => [
      figure.name,
      `[${title}](#${slugOf(title)})`,
      `≤ ${shown(figure.atMost ?? Number.NaN, figure.unit)}`,
      counted(figure),
    ]),
  )
}
