import { ratioOf, runPaired, samplesOf, type Contender } from '../measure/paired.ts'
import { spreadOf } from '../measure/statistics.ts'
import type { Effort, Figure } from '../scenario.ts'

/** The most that the first contender may take, as a share of another's time, by its name. */
export type Promises = Readonly<Record<string, number>>

/**
 * Compares the first contender with all others: the time of each, and the ratio to each.
 */
export async function compare(
  contenders: readonly [Contender, ...Contender[]],
  promises: Promises,
  effort: Effort,
): Promise<readonly Figure[]> {
  const [subject, ...others] = contenders
  const result = await runPaired(contenders, effort.paired)
  const times = contenders.map(({ name }): Figure => ({
    name,
    unit: 'µs',
    value: spreadOf(samplesOf(result, name)),
  }))
  const ratios = others.map(({ name: other }): Figure => {
    const name = `${subject.name} / ${other}`
    const figure = { name, unit: '×', value: ratioOf(result, subject.name, other) } as const
    const atMost = promises[other]
    return atMost === undefined ? figure : Object.assign(figure, { atMost })
  })
  return [...times, ...ratios]
}
