import { expect, test } from 'vitest'
import { isLongerThan } from '../../src/scope/percent.ts'

test.each(['plain', 'é', '€', '👋', 'mixed é€👋 text', '\0\x7F\u07FF\u0800\uFFFF'])(
  'counts the bytes of %j',
  (text) => {
    const bytes = Buffer.byteLength(text)
    expect(isLongerThan(bytes, text)).toBe(false)
    expect(isLongerThan(bytes - 1, text)).toBe(true)
    expect(isLongerThan(bytes * 4, text)).toBe(false)
  },
)
