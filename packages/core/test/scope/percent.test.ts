import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeComponent, hasBadEscape, isLongerThan } from '../../src/scope/percent.ts'

test.each([
  'plain',
  'é',
  '€',
  '👋',
  'mixed é€👋 text',
  '\0\x7F\u07FF\u0800\uFFFF',
  '\x80',
  '\u{10000}',
])('counts the bytes of %j', (text) => {
  const bytes = Buffer.byteLength(text)
  expect(isLongerThan(bytes, text)).toBe(false)
  expect(isLongerThan(bytes - 1, text)).toBe(true)
  expect(isLongerThan(bytes * 4, text)).toBe(false)
})

/** What decoding means, as the platform says it. */
function decodePlainly(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

test('decodes like the platform, and nothing more', () => {
  // The characters next to the hex digits, and the edges of one byte.
  for (const first of '/09:@AFG`afg27%+') {
    for (const second of '/09:@AFG`afg%+') {
      for (const text of [`%${first}${second}`, `x%${first}${second}y`, `+%41%${first}${second}`]) {
        expect([text, decodeComponent(text)]).toEqual([text, decodePlainly(text)])
      }
    }
  }
})

test('decodes any text like the platform', () => {
  const piece = fc.constantFrom('%41', '%7F', '%C3%A9', '%C3', '%', '%4', '%25', '+', 'a', 'é')
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('')
      expect(decodeComponent(text)).toBe(decodePlainly(text))
    }),
  )
})

test.each([
  ['%', true],
  ['%4', true],
  ['%4g', true],
  ['%g4', true],
  ['%41%', true],
  ['%41', false],
  ['%aF%Fa', false],
  ['41', false],
])('%j has a bad escape: %s', (text, expected) => {
  expect(hasBadEscape(text)).toBe(expected)
})
