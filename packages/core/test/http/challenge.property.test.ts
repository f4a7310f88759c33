import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatChallenge } from '../../src/http/challenge.ts'

/** Reads one challenge of one parameter back, by RFC 9110 §5.6.4. */
function readValue(challenge: string): string {
  const quoted = /^Bearer realm="((?:[^"\\]|\\.)*)"$/.exec(challenge)
  if (quoted?.[1] === undefined) throw new Error(`not a challenge: ${challenge}`)
  return quoted[1].replaceAll(/\\(.)/g, '$1')
}

test('a printable value comes back as it was', () => {
  const printable = fc.string({ unit: 'grapheme-ascii' })
  fc.assert(
    fc.property(printable, (text) => {
      expect(readValue(formatChallenge('Bearer', [['realm', text]]))).toBe(text)
    }),
  )
})

test('no value leaves its quotes or its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const challenge = formatChallenge('Bearer', [['realm', text]])
      expect(challenge).toMatch(/^[\x20-\x7E]*$/)
      expect(readValue(challenge)).toBe(text.replaceAll(/[^\x20-\x7E]/g, '?'))
    }),
  )
})
