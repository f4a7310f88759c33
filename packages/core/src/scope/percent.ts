// Percent-encoding of keys and values (RFC 3986 §2.1), shared by scopes and the forms inside them.

const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/

/** Whether a `%` stands there that does not begin an escape. */
export function hasBadEscape(text: string): boolean {
  return BAD_ESCAPE.test(text)
}

/**
 * Decodes once; `+` is a space. The escapes must be good ({@link hasBadEscape}).
 *
 * @returns `undefined` when the bytes are not UTF-8
 */
export function decodeComponent(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return undefined
  }
}

/**
 * Encodes everything outside `A-Z a-z 0-9 - . _ ~`, with upper-case hex.
 *
 * @throws {URIError} for a lone surrogate
 */
export function encodeComponent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Whether a text is longer than so many UTF-8 bytes. */
export function isLongerThan(limit: number, text: string): boolean {
  if (text.length > limit) return true
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 <= limit) return false
  let bytes = 0
  for (const character of text) bytes += byteLength(character.codePointAt(0) ?? 0)
  return bytes > limit
}

function byteLength(point: number): number {
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point < 0x10000 ? 3 : 4
}
