/**
 * The rows, without the head, of the table that stands between two comments of a document:
 * `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws {Error} where there is none
 */
export function tableRows(markdown: string, name: string): string[][] {
  const [, inside] = markdown.split(new RegExp(`<!-- /?${name} -->`))
  const lines = (inside ?? '').split('\n').filter((line) => line.startsWith('|'))
  const rows = lines.slice(2).map((line) => line.split('|').slice(1, -1))
  if (rows.length === 0) throw new Error(`the document has no table between comments "${name}"`)
  return rows.map((cells) => cells.map((cell) => cell.trim()))
}
