import type { Figure } from '../scenario.ts'
import type { Spread } from '../measure/statistics.ts'

type Unit = Figure['unit']

/** A number with three digits that mean something, and its unit as people read it. */
export function shown(value: number, unit: Unit): string {
  if (unit === 'times') return grouped(value)
  if (unit === '/s') return `${grouped(Math.round(value))}/s`
  if (unit === 'bytes') return bytes(value)
  if (unit === 'µs' && value >= 10_000) return `${digits(value / 1000)} ms`
  return `${digits(value)} ${unit}`
}

/** The number that counts, marked where it is the worst of all. */
export function counted({ value, unit, judged = 'median' }: Figure): string {
  return judged === 'max' ? `max ${shown(value.max, unit)}` : shown(value.median, unit)
}

/** The quarters around the middle; empty where there is but one number to show. */
export function quarters({ q1, q3, samples }: Spread, unit: Unit): string {
  const [from, to] = [shown(q1, unit), shown(q3, unit)]
  if (samples < 2 || from === to) return ''
  // The unit stands once, where both have the same.
  const [number, own] = from.split(' ')
  return to.endsWith(` ${own}`) ? `${number} – ${to}` : `${from} – ${to}`
}

/** Three digits. */
export function digits(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size >= 100) return grouped(Math.round(value))
  return size >= 10 ? value.toFixed(1) : value.toPrecision(3)
}

function bytes(value: number): string {
  if (Math.abs(value) < 1000) return `${Math.round(value)} B`
  if (Math.abs(value) < 1_000_000) return `${digits(value / 1000)} kB`
  return `${digits(value / 1_000_000)} MB`
}

function grouped(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 })
}
