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
  return hasRepeatedMember(text, Object.keys(value).length) ? undefined : (value as JsonObject)
}

/** Repeated members collapse while parsing, whatever their spelling; the text still has them all. */
function hasRepeatedMember(text: string, distinct: number): boolean {
  // There is one more member than commas between members, and other commas only add to these: as
  // many commas as that leave nothing to repeat, and that is quickly counted.
  if (countCommas(text) + 1 === distinct) return false
  return countMembers(text) !== distinct
}

function countCommas(text: string): number {
  let count = 0
  for (let at = text.indexOf(','); at !== -1; at = text.indexOf(',', at + 1)) count += 1
  return count
}

/** Members at the top level of a text that is known to be a JSON object. */
function countMembers(text: string): number {
  let members = 0
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === ':' && depth === 1) members += 1
  }
  return members
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
