/** Colours of up to eight lines, for light and dark pages alike. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 14px }
  .faint { fill: #59636e }
  .grid { stroke: #d1d9e0 }
  .away { fill: #818b98; opacity: .18 }
  .limit { stroke: #59636e; stroke-dasharray: 4 3; fill: none }
  .l0 { stroke: #0550ae } .l1 { stroke: #cf222e } .l2 { stroke: #bc4c00 }
  .l3 { stroke: #8250df } .l4 { stroke: #1a7f37 } .l5 { stroke: #bf3989 }
  .l6 { stroke: #0a7490 } .l7 { stroke: #59636e }
  .b0 { fill: #0550ae } .b1 { fill: #818b98 }
  path.l0 { stroke-width: 2.5 }
  path { fill: none; stroke-width: 1.2; stroke-linejoin: round }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .faint { fill: #9198a1 } .grid { stroke: #3d444d }
    .limit { stroke: #9198a1 }
    .l0 { stroke: #58a6ff } .l1 { stroke: #ff7b72 } .l2 { stroke: #f0883e }
    .l3 { stroke: #d2a8ff } .l4 { stroke: #56d364 } .l5 { stroke: #ff9bce }
    .l6 { stroke: #56d4dd } .l7 { stroke: #9198a1 }
    .b0 { fill: #58a6ff } .b1 { fill: #6e7681 }
  }
`

/** A picture that needs nothing from elsewhere. */
export function svg(
  title: string,
  { width, height }: { readonly width: number; readonly height: number },
  content: readonly string[],
): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`
  const body = [
    `<title id="title">${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    ...content,
  ]
  return [head, ...body, '</svg>\n'].join('\n')
}

/** Words at a place. */
export function text(
  x: number | string,
  y: number,
  content: string,
  attributes: string = '',
): string {
  return `<text x="${x}" y="${tenth(y)}" ${attributes}>${escaped(content)}</text>`
}

/** A line of the legend: a stroke and its name. */
export function legend(name: string, index: number, x: number, y: number): string {
  const swatch = `<path class="l${index}" d="M${x} ${y - 4}h22"/>`
  return `${swatch}${text(x + 28, y, name, index === 0 ? 'font-weight="600"' : '')}`
}

/** As precise as a screen. */
export function tenth(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
