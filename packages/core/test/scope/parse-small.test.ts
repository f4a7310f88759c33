import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatScopes, parseScopes } from '../../src/index.ts'
import { parseScopesSmall } from '../../src/scope/parse-small.ts'
import { SCOPE_LIMITS } from '../../src/scope/scope-uri.ts'
import { readLines } from '../fixtures/read-lines.ts'

interface Line {
  readonly lib: string
  readonly case: string
  readonly scope: string
}

/** Both parsers read the same scopes, to the order of their parameters and the lack of a prototype. */
function expectSame(claim: string): void {
  const small = parseScopesSmall(claim)
  const { scopes } = parseScopes(claim)
  expect(small).toStrictEqual(scopes)
  const ordered = (list: typeof scopes): unknown => list.map(({ params }) => Object.entries(params))
  expect(ordered(small)).toEqual(ordered(scopes))
  for (const { params } of small) expect(Object.getPrototypeOf(params)).toBeNull()
  expect(Object.isFrozen(small) && small.every((one) => Object.isFrozen(one.params))).toBe(true)
}

/** Texts that look like scopes, so that the deeper rules are reached too. */
const pieces = ['scope:', 'a', 'b.c', '..', ':', '?', '&', '=', '%41', '%', '%C3%A9', '%ff', '%00']
const more = ['+', '#', ' ', 'é', '.', '_', '"', '\\', '\n', '!', '~', '[', ']', '__proto__']
const scopeLike = fc
  .array(fc.constantFrom(...pieces, ...more, 'scope:a:b?', 'scope:a:b?c=d'), { maxLength: 24 })
  .map((parts) => parts.join(''))

const text = fc.string({ unit: 'binary', maxLength: 40 })
const scope = fc.record({
  service: fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/),
  privilege: fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/),
  params: fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), text),
})

const pairs = (count: number): string =>
  Array.from({ length: count }, (_, at) => `k${at}=v`).join('&')

describe('the small parser reads what the fast one reads', () => {
  test('of whatever looks like scopes', () => {
    fc.assert(fc.property(scopeLike, expectSame), { numRuns: 2000 })
  })

  test('of any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), expectSame))
  })

  test('of whatever is written', () => {
    const isSafe = (list: readonly unknown[]): boolean => !JSON.stringify(list).includes('\\ud')
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 4 }).filter(isSafe), (scopes) =>
        expectSame(formatScopes(scopes)),
      ),
    )
  })

  test.each(readLines<Line>('twilio/dialects.jsonl'))('of $lib $case', (line) =>
    expectSame(line.scope),
  )

  test.each([
    ['as many scopes as there may be', 'scope:a:b '.repeat(SCOPE_LIMITS.scopes).trim()],
    ['one scope too many', 'scope:a:b '.repeat(SCOPE_LIMITS.scopes + 1).trim()],
    ['as many parameters as there may be', `scope:a:b?${pairs(SCOPE_LIMITS.pairs)}`],
    ['one parameter too many', `scope:a:b?${pairs(SCOPE_LIMITS.pairs + 1)} scope:c:d`],
    ['the longest value', `scope:a:b?c=${'x'.repeat(SCOPE_LIMITS.valueBytes)}`],
    ['a value too long', `scope:a:b?c=${'x'.repeat(SCOPE_LIMITS.valueBytes + 1)} scope:c:d`],
    ['a value too long in bytes', `scope:a:b?c=${'%C3%A9'.repeat(1300)}x scope:c:d`],
    ['the longest claim', `scope:a:b ${'x'.repeat(SCOPE_LIMITS.claimBytes - 10)}`],
    ['a claim too long', `scope:a:b ${'x'.repeat(SCOPE_LIMITS.claimBytes - 9)}`],
    ['a claim too long in bytes', `scope:a:b ${'é'.repeat(SCOPE_LIMITS.claimBytes / 2 - 4)}`],
    ['a name of dots', 'scope:.:. scope:..:a scope:a:..'],
    ['an empty query', 'scope:a:b? scope:a:b?&'],
    ['a mark in a key', 'scope:a:b?c?d=e scope:a:b?c=d?e'],
    ['a name that is a prototype', 'scope:a:b?__proto__=c&constructor=d'],
    ['two keys that are one', 'scope:a:b?c=1&%63=2'],
    ['numbers as keys', 'scope:a:b?b=1&0=2&a=3'],
  ])('of %s', (_name, claim) => expectSame(claim))
})
