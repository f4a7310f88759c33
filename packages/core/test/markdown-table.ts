/** The first table behind a text in a Markdown document: the cells of its rows, without the head. */
export function tableBehind(document: string, text: string): readonly (readonly string[])[] {
  const lines = document.slice(document.indexOf(text)).split('\n')
  const first = lines.findIndex((line) => line.startsWith('|'))
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'))
  return lines
    .slice(first, first + length)
    .slice(2)
    .map(cellsOf)
}

/** What stands in backticks in a cell. */
export function codesIn(cell: string | undefined): readonly string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

/** The options that something takes, as it says itself when it is given another. */
export function optionsOf(
  make: (options: never) => unknown,
  enough: object = {},
): readonly string[] {
  try {
    make({ ...enough, 'no such option': true } as never)
  } catch (error) {
    const [, known = ''] = /known are (.*)$/.exec(String(error)) ?? []
    return known.split(', ')
  }
  throw new Error('an unknown option was taken')
}

function cellsOf(line: string): readonly string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim())
}
