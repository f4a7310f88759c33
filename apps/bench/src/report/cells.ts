import type { Figure } from '../scenario.ts'

/** Figures in their places: rows and columns in the order in which they were measured. */
export interface CellTable {
  /** Its heading; absent for the only one. */
  readonly heading?: string
  readonly columns: readonly string[]
  readonly rows: readonly CellRow[]
}

/** One row of a {@link CellTable}. */
export interface CellRow {
  readonly name: string
  /** By column. */
  readonly figures: ReadonlyMap<string, Figure>
  readonly notes: readonly string[]
}

/** The tables of a scenario. Figures without a place are rows of one column. */
export function cellTables(figures: readonly Figure[]): readonly CellTable[] {
  const headings = [...new Set(figures.map(({ cell }) => cell?.table))]
  return headings.map((heading) => {
    const own = figures.filter(({ cell }) => cell?.table === heading)
    const columns = [...new Set(own.map(columnOf))]
    const names = [...new Set(own.map(rowOf))]
    const rows = names.map((name): CellRow => {
      const inRow = own.filter((figure) => rowOf(figure) === name)
      return {
        name,
        figures: new Map(inRow.map((figure) => [columnOf(figure), figure])),
        notes: [...new Set(inRow.flatMap(({ note }) => note ?? []))],
      }
    })
    return heading === undefined ? { columns, rows } : { heading, columns, rows }
  })
}

function columnOf({ cell }: Figure): string {
  return cell?.column ?? 'measured'
}

function rowOf({ cell, name }: Figure): string {
  return cell?.row ?? name
}
