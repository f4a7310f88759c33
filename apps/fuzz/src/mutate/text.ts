import type { Random } from '../random.ts'

const BASE64URL = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')

/** What stands for nothing, for something else, or looks like an ASCII letter. */
const HOSTILE = [
  ...Array.from(
    '.=+/ ,;:\'"\\%&?#*\0\t\n\r\u007F\u0080\u00A0\u00E9\u017F\u2028\u212A\uFEFF\uFF21\uFFFD',
  ),
  '\uD800',
  '\uDC00',
  '\u{1F600}',
  '\r\n',
]

/** One character, as a rule of the token alphabet. */
export function character(random: Random): string {
  if (random.chance(0.6)) return random.pick(BASE64URL)
  if (random.chance(0.7)) return random.pick(HOSTILE)
  return String.fromCharCode(random.below(0x10000))
}

/** So many characters. */
export function characters(random: Random, length: number): string {
  let text = ''
  for (let at = 0; at < length; at += 1) text += character(random)
  return text
}

/** So many characters of base64url. */
export function base64urlText(random: Random, length: number): string {
  let text = ''
  for (let at = 0; at < length; at += 1) text += random.pick(BASE64URL)
  return text
}

const EDITS: readonly ((text: string, random: Random) => string)[] = [
  function change(text, random) {
    const at = random.below(text.length)
    return text.slice(0, at) + character(random) + text.slice(at + 1)
  },
  function insert(text, random) {
    const at = random.below(text.length + 1)
    return text.slice(0, at) + character(random) + text.slice(at)
  },
  function remove(text, random) {
    const at = random.below(text.length)
    return text.slice(0, at) + text.slice(at + 1)
  },
  function swap(text, random) {
    const at = random.below(Math.max(1, text.length - 1))
    return (
      text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2)
    )
  },
  function cut(text, random) {
    const at = random.below(text.length + 1)
    return random.chance(0.5) ? text.slice(0, at) : text.slice(at)
  },
  function repeat(text, random) {
    const at = random.below(text.length)
    const piece = text.slice(at, at + 1 + random.below(20))
    return text.slice(0, at) + piece + text.slice(at)
  },
  function flipCase(text, random) {
    const at = random.below(text.length)
    const one = text.charAt(at)
    const other = one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase()
    return text.slice(0, at) + other + text.slice(at + 1)
  },
  function move(text, random) {
    const [from, to] = [random.below(text.length), random.below(text.length)]
    const piece = text.slice(from, from + 1 + random.below(8))
    const rest = text.slice(0, from) + text.slice(from + piece.length)
    return rest.slice(0, to) + piece + rest.slice(to)
  },
]

/** The text with one to three small changes; it may come out unchanged. */
export function bendText(text: string, random: Random): string {
  let bent = text
  for (let left = 1 + random.below(3); left > 0; left -= 1) bent = random.pick(EDITS)(bent, random)
  return bent
}
