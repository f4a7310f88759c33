import { drawBars } from '../plot/draw-bars.ts'
import { drawLines } from '../plot/draw-lines.ts'
import type { Plot, Scenario } from '../scenario.ts'
import { cellTables, type CellTable } from './cells.ts'
import { shown } from './numbers.ts'
import type { Outcome } from './results.ts'

/** A picture of what a scenario measured. */
export interface Picture {
  /** The name of its file. */
  readonly file: string
  readonly title: string
  /** The table beside which it stands. */
  readonly table: string | undefined
  readonly svg: string
}

/** Draws what a scenario asks for; a picture of which nothing was measured is left out. */
export function picturesOf(
  { name, plots = [] }: Scenario,
  { figures }: Outcome,
): readonly Picture[] {
  const tables = cellTables(figures)
  return plots.flatMap((plot, index) => {
    const table = tables.find(({ heading }) => heading === plot.table)
    const svg = table && drawn(plot, table)
    if (svg === undefined) return []
    const file = plots.length === 1 ? `${name}.svg` : `${name}-${index + 1}.svg`
    return [{ file, title: plot.title, table: plot.table, svg }]
  })
}

function drawn(plot: Plot, table: CellTable): string | undefined {
  return plot.kind === 'lines' ? linesOf(plot, table) : barsOf(plot, table)
}

function linesOf(
  { title, x, y, isLogarithmic = false }: Extract<Plot, { kind: 'lines' }>,
  { rows }: CellTable,
): string | undefined {
  const lines = rows.map(({ name, figures }) => {
    const points = [...figures]
      .map(([column, { value }]): [number, number] => [Number(column), value.median])
      .filter(([column]) => Number.isFinite(column))
    return { name, points }
  })
  const filled = lines.filter(({ points }) => points.length > 0)
  return filled.length === 0 ? undefined : drawLines({ title, x, y, isLogarithmic, lines: filled })
}

function barsOf(
  { title, column, isLogarithmic = false }: Extract<Plot, { kind: 'bars' }>,
  { rows }: CellTable,
): string | undefined {
  const bars = rows.flatMap(({ name, figures }) => {
    const figure = figures.get(column)
    if (figure === undefined) return []
    const { median } = figure.value
    const isOurs = /grantline|guard/i.test(name)
    return [{ name, value: median, shown: shown(median, figure.unit), isOurs }]
  })
  return bars.length === 0 ? undefined : drawBars({ title, isLogarithmic, bars })
}
