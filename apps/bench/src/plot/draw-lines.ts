import { axisOf } from './axis.ts'
import { legend, svg, tenth, text } from './svg.ts'

/** Lines over a horizontal axis of numbers. */
export interface LinePicture {
  readonly title: string
  /** What lies on the axes, with units. */
  readonly x: string
  readonly y: string
  readonly isLogarithmic: boolean
  /** The first stands out. */
  readonly lines: readonly {
    readonly name: string
    readonly points: readonly (readonly [x: number, y: number])[]
  }[]
}

const WIDTH = 760
const LEFT = 72
const RIGHT = 24
const HEIGHT = 240
const LEGEND_ROW = 18

/** @throws {RangeError} without a point */
export function drawLines({ title, x, y, isLogarithmic, lines }: LinePicture): string {
  const points = lines.flatMap((line) => line.points)
  if (points.length === 0) throw new RangeError('drawLines: there is nothing to draw')
  const across = axisOf(
    points.map(([one]) => one),
    isLogarithmic,
  )
  const up = axisOf(
    points.map(([, one]) => one),
    isLogarithmic,
  )
  const top = 50 + Math.ceil(lines.length / 2) * LEGEND_ROW
  const bottom = top + HEIGHT
  const right = WIDTH - RIGHT
  const placeX = (value: number): string => tenth(LEFT + across.place(value) * (right - LEFT))
  const placeY = (value: number): string => tenth(bottom - up.place(value) * HEIGHT)
  // What was measured is marked, where there is room; an axis of few values marks just them.
  const measured = [...new Set(points.map(([one]) => one))].toSorted((a, b) => a - b)
  const marks = measured.length <= 6 ? measured : across.marks
  return svg(title, { width: WIDTH, height: bottom + 48 }, [
    text(8, 20, title, 'class="title"'),
    ...lines.map(({ name }, index) =>
      legend(name, index, LEFT + (index % 2) * 340, 42 + Math.floor(index / 2) * LEGEND_ROW),
    ),
    text(8, top - 8, y, 'class="faint"'),
    ...up.marks.flatMap((mark) => [
      `<line class="grid" x1="${LEFT}" x2="${right}" y1="${placeY(mark)}" y2="${placeY(mark)}"/>`,
      text(LEFT - 6, Number(placeY(mark)) + 4, named(mark), 'class="faint" text-anchor="end"'),
    ]),
    ...marks.map((mark) =>
      text(placeX(mark), bottom + 18, named(mark), 'class="faint" text-anchor="middle"'),
    ),
    text((LEFT + right) / 2, bottom + 38, x, 'class="faint" text-anchor="middle"'),
    // The first last, on top of the others.
    ...lines
      .map(({ points: own }, index) => {
        const path = own.map(([one, other]) => `${placeX(one)} ${placeY(other)}`).join('L')
        const dots = own.map(
          ([one, other]) =>
            `<circle class="l${index}" fill="none" cx="${placeX(one)}" cy="${placeY(other)}" r="2.5"/>`,
        )
        return `<path class="l${index}" d="M${path}"/>${dots.join('')}`
      })
      .toReversed(),
  ])
}

function named(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 })
}
