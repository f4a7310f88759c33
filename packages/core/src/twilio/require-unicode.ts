import { hasLoneSurrogate } from '../key/secret-text.ts'
import { kindOf } from '../kind-of.ts'
import { requireText } from '../require.ts'

/** @throws {TypeError} unless the value is text that UTF-8 can hold; it may be empty */
export function requireUnicode(owner: string, option: string, value: unknown): string {
  if (typeof value !== 'string') {
    throw new TypeError(`${owner}: "${option}" must be a string, not ${kindOf(value)}`)
  }
  if (!hasLoneSurrogate(value)) return value
  throw new TypeError(`${owner}: "${option}" holds a lone surrogate, which has no UTF-8 bytes`)
}

/** @throws {TypeError} unless the value is such a text and not empty */
export function requireUnicodeText(owner: string, option: string, value: unknown): string {
  return requireUnicode(owner, option, requireText(owner, option, value))
}
