/** A word, mark or value of a snippet. */
export type Token =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word' | 'mark'; readonly value: string }

/** Lines that bring in a library: they name what is made later. */
const LOADING = /^(from|import|require|use)\b.*$|^const \w+ = require\(.*$/gm
const PATTERN =
  /\s+|'(?<text>[^'\\\n]*)'|(?<number>\d[\d_]*)|(?<word>\$?\w+(?:(?:::|\\)\w+)*)|(?<mark>=>|->|[()[\]{},.:=;])/y

/**
 * Splits a snippet in PHP, Ruby, Python or JavaScript, as far as such snippets go: single quotes,
 * no escapes, no operators.
 *
 * @throws {Error} at the first character that has no place in that
 */
export function tokensOf(code: string): Token[] {
  const source = code.replaceAll(LOADING, '')
  const pattern = new RegExp(PATTERN)
  const tokens: Token[] = []
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex
    const found = pattern.exec(source)
    if (found === null) throw new Error(`the reader stumbles at: ${source.slice(at, at + 20)}`)
    const { text, number, word, mark } = found.groups ?? {}
    if (text !== undefined) tokens.push({ kind: 'text', value: text })
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word })
    else if (mark !== undefined) tokens.push({ kind: 'mark', value: mark })
  }
  return tokens
}
