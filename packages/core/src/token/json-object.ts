/** What JSON gives for an object, nothing of it believed yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads one JSON object without repeated members at its top level (RFC 7515 §4): two readers must
 * not see two different claims.
 *
 * @returns `undefined` if it is anything else
 */
export function parseJsonObject(text: string): JsonObject | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return isFaithful(text, value) ? (value as JsonObject) : undefined
}

/** Whether an object has every member that stands in the text, each once and by its own name. */
function isFaithful(text: string, value: object): boolean {
  const distinct = Object.keys(value).length
  const hasEscape = text.includes('\\')
  // There is one more member than commas between members, and other commas only add to these: as
  // many commas as that leave nothing to repeat, and that is quickly counted.
  if (!hasEscape && countCommas(text) + 1 === distinct) return true
  const names = namesIn(text)
  return names.length === distinct && (!hasEscape || areMembers(names, value))
}

/**
 * Newer engines (V8 in Deno 2.9 and workerd) may take a name with an escape for another one that an
 * object before had, so each is read by itself.
 */
function areMembers(names: readonly string[], value: object): boolean {
  const read = new Set(names.map((name) => JSON.parse(name) as string))
  return read.size === names.length && [...read].every((name) => Object.hasOwn(value, name))
}

function countCommas(text: string): number {
  let count = 0
  for (let at = text.indexOf(','); at !== -1; at = text.indexOf(',', at + 1)) count += 1
  return count
}

/** The names at the top level of a text that is known to be a JSON object, quotes and all. */
function namesIn(text: string): string[] {
  const names: string[] = []
  let depth = 0
  let latest = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') {
      const end = endOfString(text, at)
      if (depth === 1) latest = text.slice(at, end + 1)
      at = end
    } else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === ':' && depth === 1) names.push(latest)
  }
  return names
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
