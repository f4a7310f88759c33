import { legend, svg, tenth, text } from './svg.ts'

/** One line of a panel. */
export interface PlotLine {
  readonly name: string
  /** One value for each second of the panel. */
  readonly values: readonly number[]
}

/** Requests a second over time. */
export interface Panel {
  readonly title: string
  /** The second at which the values begin. */
  readonly from: number
  /** Seconds of which the busiest is drawn. */
  readonly bin: number
  /** Seconds between two marks of the axis. */
  readonly step: number
  /** The first stands out. */
  readonly lines: readonly PlotLine[]
  /** What the server serves a second, and from when on. */
  readonly limit?: { readonly from: number; readonly rate: number; readonly name: string }
  /** A span without a server, in seconds. */
  readonly away?: { readonly from: number; readonly to: number; readonly name: string }
}

const WIDTH = 760
const LEFT = 56
const RIGHT = 16
const HEIGHT = 200
const LEGEND_ROW = 18
/** The axis is logarithmic; what nobody asked for lies on its floor. */
const FLOOR = 0.7
const CEILING = 12_000
const DECADES = [1, 10, 100, 1000, 10_000]

/** Draws panels one below the other, as an SVG that needs nothing from elsewhere. */
export function drawPanels(title: string, panels: readonly Panel[]): string {
  let y = 8
  const drawn = panels.map((panel) => {
    const top = y
    y += heightOf(panel)
    return drawPanel(panel, top)
  })
  return svg(title, { width: WIDTH, height: y }, drawn)
}

function topOf({ lines }: Panel): number {
  return 30 + Math.ceil(lines.length / 2) * LEGEND_ROW
}

function heightOf(panel: Panel): number {
  return topOf(panel) + HEIGHT + 52
}

function drawPanel(panel: Panel, at: number): string {
  const { title, from, step, lines, limit, away } = panel
  const top = at + topOf(panel)
  const length = Math.max(...lines.map(({ values }) => values.length))
  const x = (second: number): string =>
    tenth(LEFT + ((second - from) / length) * (WIDTH - LEFT - RIGHT))
  const y = (rate: number): string => {
    const share = Math.log(Math.max(rate, FLOOR) / FLOOR) / Math.log(CEILING / FLOOR)
    return tenth(top + HEIGHT * (1 - share))
  }
  const end = from + length
  const marks: number[] = []
  for (let second = Math.ceil(from / step) * step; second <= end; second += step) marks.push(second)

  return [
    text(LEFT, at + 14, title, 'class="title"'),
    ...lines.map(({ name }, index) => {
      const left = LEFT + (index % 2) * ((WIDTH - LEFT) / 2)
      return legend(name, index, left, at + 34 + Math.floor(index / 2) * LEGEND_ROW)
    }),
    ...(away
      ? [
          `<rect class="away" x="${x(away.from)}" y="${top}" width="${tenth(Number(x(away.to)) - Number(x(away.from)))}" height="${HEIGHT}"/>`,
          text(
            x((away.from + away.to) / 2),
            top + 14,
            away.name,
            'class="faint" text-anchor="middle"',
          ),
        ]
      : []),
    ...DECADES.flatMap((rate) => [
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(rate)}" y2="${y(rate)}"/>`,
      text(
        LEFT - 6,
        Number(y(rate)) + 4,
        rate.toLocaleString('en'),
        'class="faint" text-anchor="end"',
      ),
    ]),
    ...marks.map((second) =>
      text(x(second), top + HEIGHT + 18, `${second} s`, 'class="faint" text-anchor="middle"'),
    ),
    // The first last, on top of the others.
    ...lines
      .map((line, index) => `<path class="l${index}" d="${pathOf(line, panel, x, y)}"/>`)
      .toReversed(),
    ...(limit
      ? [
          `<path class="limit" d="M${x(limit.from)} ${y(limit.rate)}H${WIDTH - RIGHT}"/>`,
          text(
            WIDTH - RIGHT,
            Number(y(limit.rate)) - 5,
            limit.name,
            'class="faint" text-anchor="end"',
          ),
        ]
      : []),
  ].join('\n')
}

function pathOf(
  { values }: PlotLine,
  { from, bin }: Panel,
  x: (second: number) => string,
  y: (rate: number) => string,
): string {
  const steps: string[] = []
  let last = ''
  for (let index = 0; index < values.length; index += bin) {
    const height = y(Math.max(...values.slice(index, index + bin)))
    if (height === last) continue
    steps.push(
      steps.length === 0 ? `M${x(from + index)} ${height}` : `H${x(from + index)}V${height}`,
    )
    last = height
  }
  return `${steps.join('')}H${x(from + values.length)}`
}
