/** A table as GitHub reads it; columns of numbers stand to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const rule = head.map((_, column) => {
    const isText =
      column === 0 || rows.every((row) => !/^(\*\*)?(≤ |max )?[-\d]/.test(row[column] ?? ''))
    return isText ? '---' : '--:'
  })
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** The name of a heading in a link, as GitHub makes it. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}

function line(row: readonly string[]): string {
  return `| ${row.map(cell).join(' | ')} |`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
