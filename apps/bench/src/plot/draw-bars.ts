import { axisOf } from './axis.ts'
import { svg, tenth, text } from './svg.ts'

/** A bar for each of those that are compared. */
export interface BarPicture {
  readonly title: string
  readonly isLogarithmic: boolean
  readonly bars: readonly {
    readonly name: string
    readonly value: number
    /** The value as it is written beside the bar, with its unit. */
    readonly shown: string
    /** Ours stand out. */
    readonly isOurs: boolean
  }[]
}

const WIDTH = 760
/** Of one letter, about. */
const LETTER = 6.8
const RIGHT = 96
const ROW = 24
const TOP = 36

/** @throws {RangeError} without a bar */
export function drawBars({ title, isLogarithmic, bars }: BarPicture): string {
  if (bars.length === 0) throw new RangeError('drawBars: there is nothing to draw')
  const axis = axisOf(
    bars.map(({ value }) => value),
    isLogarithmic,
  )
  const longest = Math.max(...bars.map(({ name }) => name.length))
  const left = Math.min(24 + longest * LETTER, WIDTH * 0.6)
  const bottom = TOP + bars.length * ROW
  const placeX = (value: number): number => left + axis.place(value) * (WIDTH - RIGHT - left)
  return svg(title, { width: WIDTH, height: bottom + 28 }, [
    text(8, 20, title, 'class="title"'),
    ...axis.marks.flatMap((mark) => {
      const x = tenth(placeX(mark))
      const label = mark.toLocaleString('en', { maximumSignificantDigits: 4 })
      return [
        `<line class="grid" x1="${x}" x2="${x}" y1="${TOP - 4}" y2="${bottom}"/>`,
        text(x, bottom + 16, label, 'class="faint" text-anchor="middle"'),
      ]
    }),
    ...bars.flatMap(({ name, value, shown, isOurs }, index) => {
      const y = TOP + index * ROW
      const end = Math.max(placeX(value), left + 1)
      const weight = isOurs ? ' font-weight="600"' : ''
      return [
        text(tenth(left - 8), y + 14, name, `text-anchor="end"${weight}`),
        `<rect class="${isOurs ? 'b0' : 'b1'}" x="${tenth(left)}" y="${y + 3}" width="${tenth(end - left)}" height="${ROW - 8}"/>`,
        text(tenth(end + 6), y + 14, shown, weight.trim()),
      ]
    }),
  ])
}
