/** One axis of a picture: where a value lies, and which values are marked. */
export interface Axis {
  /** The share of the axis below a value, 0 to 1. */
  readonly place: (value: number) => number
  readonly marks: readonly number[]
}

/** An axis from zero, or one of tenfold steps, that holds all the values. */
export function axisOf(values: readonly number[], isLogarithmic: boolean): Axis {
  return isLogarithmic ? tenfoldAxis(values) : evenAxis(Math.max(...values))
}

function evenAxis(highest: number): Axis {
  const step = stepFor(highest)
  const count = Math.max(1, Math.ceil(highest / step - 1e-9))
  const marks = Array.from({ length: count + 1 }, (_, index) => cleaned(index * step))
  return { place: (value) => value / (count * step), marks }
}

/** From the tenfold step below the least to the one above the most; what is not positive lies below. */
function tenfoldAxis(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0)
  const from = Math.floor(Math.log10(Math.min(...positive)) + 1e-9)
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...positive)) - 1e-9))
  const marks = Array.from({ length: to - from + 1 }, (_, index) => cleaned(10 ** (from + index)))
  return {
    place: (value) => (value > 0 ? (Math.log10(value) - from) / (to - from) : 0),
    marks,
  }
}

/** 1, 2 or 5 of a power of ten: four to nine of them reach the highest value. */
function stepFor(highest: number): number {
  if (!(highest > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(highest / 5))
  const factor = [1, 2, 5].find((one) => highest / (one * power) <= 9)
  return (factor ?? 10) * power
}

/** Without what binary fractions leave behind. */
function cleaned(value: number): number {
  return Number(value.toPrecision(6))
}
