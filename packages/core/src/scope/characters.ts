// The characters of a scope, classified once: RFC 6749 §3.3 scope-token is %x21 / %x23-5B / %x5D-7E.

/** Bits, so that one number sums up a whole text. */
export const CHARACTER = {
  /** A letter, a digit, `-` or `_`. */
  name: 1,
  dot: 2,
  /** Other characters that may stand raw. */
  other: 4,
  /** `%` and `+`, which stand for something else. */
  escape: 8,
  /** `#`, which a scope has no use for. */
  fragment: 16,
} as const

const CLASSES = new Uint8Array(128)
for (let code = 0x21; code <= 0x7e; code += 1) CLASSES[code] = classOf(String.fromCharCode(code))

function classOf(character: string): number {
  if (/[A-Za-z0-9_-]/.test(character)) return CHARACTER.name
  if (character === '.') return CHARACTER.dot
  if (character === '%' || character === '+') return CHARACTER.escape
  if (character === '#') return CHARACTER.fragment
  return character === '"' || character === '\\' ? 0 : CHARACTER.other
}

/** The bits of every character from `start` to `end`; 0 if one may not stand raw, or there is none. */
export function charactersOf(text: string, start: number, end: number): number {
  let seen = 0
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at)
    const found = code < 128 ? (CLASSES[code] ?? 0) : 0
    if (found === 0) return 0
    seen |= found
  }
  return seen
}

/** Whether a part of a text may be the service or the privilege of a scope. */
export function isName(text: string, start: number = 0, end: number = text.length): boolean {
  const seen = charactersOf(text, start, end)
  if (seen === CHARACTER.name) return true
  if (seen === 0 || (seen & ~(CHARACTER.name | CHARACTER.dot)) !== 0) return false
  const dots = text.indexOf('..', start)
  return dots === -1 || dots + 1 >= end
}
