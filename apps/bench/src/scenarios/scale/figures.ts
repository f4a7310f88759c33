import { spreadOf } from '../../measure/statistics.ts'
import { samplesIn, type Readings } from '../../scale/readings.ts'
import type { Cell, Figure } from '../../scenario.ts'

/** A number of one process, for one place of a table. */
export interface Reading {
  /** What the process called it. */
  readonly read: string
  readonly unit: Figure['unit']
  readonly cell: Cell
  readonly note?: string | undefined
  readonly atMost?: number | undefined
}

/** The figure of what a process measured. */
export function figureOf(readings: Readings, reading: Reading): Figure {
  const { read, unit, cell, note, atMost } = reading
  const { table, row, column } = cell
  return {
    name: [table, row, column].filter((part) => part !== undefined).join(', '),
    unit,
    value: spreadOf(samplesIn(readings, read)),
    cell,
    ...(note === undefined ? {} : { note }),
    ...(atMost === undefined ? {} : { atMost }),
  }
}
