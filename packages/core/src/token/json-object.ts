/**
 * Reads one JSON object without repeated members at its top level (RFC 7515 §4): two readers must
 * not see two different claims.
 *
 * @returns `undefined` if it is anything else
 */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  // Repeated members collapse while parsing, whatever their spelling; the text still has them all.
  if (Object.keys(value).length !== countMembers(text)) return undefined
  return value as Readonly<Record<string, unknown>>
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
