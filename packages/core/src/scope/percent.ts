// Percent-encoding of keys and values (RFC 3986 §2.1), shared by scopes and the forms inside them.

const PLUS = 0x2b
const PERCENT = 0x25

/** RFC 3986 §2.3. */
const UNRESERVED = /^[A-Za-z0-9._~-]*$/

const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/

/** Whether a `%` stands there that does not begin an escape. */
export function hasBadEscape(text: string): boolean {
  return BAD_ESCAPE.test(text)
}

/**
 * Decodes once; `+` is a space.
 *
 * @returns `undefined` when an escape is bad or the bytes are not UTF-8
 */
export function decodeComponent(text: string): string | undefined {
  let decoded = ''
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === PLUS) {
      decoded += `${text.slice(from, at)} `
      from = at + 1
    } else if (code === PERCENT) {
      const byte = hexDigit(text, at + 1) * 16 + hexDigit(text, at + 2)
      // Whatever is more than one byte, or none, is a matter for the platform's own decoder.
      if (!(byte < 0x80)) return decodeWhole(text)
      decoded += text.slice(from, at) + String.fromCharCode(byte)
      at += 2
      from = at + 1
    }
  }
  return from === 0 ? text : decoded + text.slice(from)
}

/** The value of a hex digit, `NaN` for anything else. */
function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN
}

function decodeWhole(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
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
  if (UNRESERVED.test(text)) return text
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
