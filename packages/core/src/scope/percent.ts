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

/** UTF-8 bytes of a text, counted no further than `limit`: anything larger is `limit + 1`. */
export function utf8Length(text: string, limit: number): number {
  if (text.length > limit) return limit + 1
  if (text.length * 3 <= limit) return text.length
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    if (point < 0x80) bytes += 1
    else if (point < 0x800) bytes += 2
    else if (point < 0x10000) bytes += 3
    else bytes += 4
  }
  return bytes > limit ? limit + 1 : bytes
}
