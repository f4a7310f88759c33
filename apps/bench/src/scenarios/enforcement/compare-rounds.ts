import { ratioOf, runPaired, samplesOf, type Contender } from '../../measure/paired.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Cell, Effort, Figure } from '../../scenario.ts'

/** Where a comparison stands in its table, and how often a call does the work. */
export interface RoundOptions {
  /** The column of the times. */
  readonly column: string
  readonly table?: string
  /** How often the work is done in one call: the times are divided by it. */
  readonly per: number
  /**
   * Shorter turns and fewer of them, for a column beside the one that is compared in full.
   *
   * @default false
   */
  readonly isShort?: boolean
}

/** A shorter look than {@link Effort} says. */
function shortened({ paired }: Effort): Effort['paired'] {
  const { rounds = 300, turnMs = 2, warmUpMs = 250, budgetMs = 5000 } = paired
  return {
    ...paired,
    rounds: Math.ceil(rounds / 3),
    turnMs: turnMs / 2,
    warmUpMs: warmUpMs / 2,
    budgetMs: budgetMs / 3,
  }
}

/**
 * Compares those that do the work several times in a call: a column of times and, unless it is
 * short, one of ratios to the first.
 */
export async function compareRounds(
  contenders: readonly [Contender, ...Contender[]],
  { column, table, per, isShort = false }: RoundOptions,
  effort: Effort,
): Promise<readonly Figure[]> {
  const [subject, ...others] = contenders
  const result = await runPaired(contenders, isShort ? shortened(effort) : effort.paired)
  const cellOf = (row: string, title: string): Cell =>
    table === undefined ? { row, column: title } : { row, column: title, table }
  const times = contenders.map(({ name, differs }): Figure => {
    const value = spreadOf(samplesOf(result, name).map((sample) => sample / per))
    const figure: Figure = { name, unit: 'µs', value, cell: cellOf(name, column) }
    return differs === undefined ? figure : Object.assign(figure, { note: differs })
  })
  if (isShort) return times
  const ratios = others.map(({ name }): Figure => {
    return {
      name: `${subject.name} / ${name}`,
      unit: '×',
      value: ratioOf(result, subject.name, name),
      cell: cellOf(name, `${subject.name} ÷ it`),
    }
  })
  return [...times, ...ratios]
}

/** The same work again and again, by turns of a list. */
export function inTurns<Item>(
  items: readonly Item[],
  per: number,
  work: (item: Item, index: number) => unknown,
): (turn: number) => unknown {
  return (turn) => {
    let last: unknown
    for (let index = 0; index < per; index += 1) {
      last = work(items[(turn * per + index) % items.length] as Item, index)
    }
    return last
  }
}

/** At least one, as a comparison wants it. */
export function asContenders(contenders: readonly Contender[]): [Contender, ...Contender[]] {
  const [first, ...others] = contenders
  if (first === undefined) throw new RangeError('asContenders: there is nobody')
  return [first, ...others]
}

/** The same, for another column of the table in which their notes stand already. */
export function withoutNotes(
  contenders: readonly [Contender, ...Contender[]],
): [Contender, ...Contender[]] {
  return asContenders(contenders.map(({ name, run }) => ({ name, run })))
}
