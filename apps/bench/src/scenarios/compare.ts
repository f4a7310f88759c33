import { ratioOf, runPaired, samplesOf, type Contender } from '../measure/paired.ts'
import { spreadOf } from '../measure/statistics.ts'
import type { Cell, Effort, Figure } from '../scenario.ts'

/** The most that the first contender may take, as a share of another's time, by its name. */
export type Promises = Readonly<Record<string, number>>

/**
 * Compares the first contender with all others: the time of each, and the ratio to each.
 *
 * @param table - the heading of their table, where a scenario has several
 */
export async function compare(
  contenders: readonly [Contender, ...Contender[]],
  promises: Promises,
  effort: Effort,
  table?: string,
): Promise<readonly Figure[]> {
  const [subject, ...others] = contenders
  const result = await runPaired(contenders, effort.paired)
  const cellOf = (row: string, column: string): Cell =>
    table === undefined ? { row, column } : { row, column, table }
  const times = contenders.map(({ name, differs }): Figure => {
    const value = spreadOf(samplesOf(result, name))
    const figure: Figure = { name, unit: 'µs', value, cell: cellOf(name, 'time') }
    return differs === undefined ? figure : Object.assign(figure, { note: differs })
  })
  const ratios = others.map(({ name: other }): Figure => {
    const figure: Figure = {
      name: `${subject.name} / ${other}`,
      unit: '×',
      value: ratioOf(result, subject.name, other),
      cell: cellOf(other, `${subject.name} ÷ it`),
    }
    const atMost = promises[other]
    return atMost === undefined ? figure : Object.assign(figure, { atMost })
  })
  return [...times, ...ratios]
}
