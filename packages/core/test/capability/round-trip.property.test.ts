import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  any,
  atLeast,
  atMost,
  carried,
  carriedForm,
  defineCapability,
  exact,
  formatScope,
  oneOf,
  optional,
  parseScope,
  path,
  under,
} from '../../src/index.ts'

const text = fc.string({ unit: 'binary', maxLength: 12 })
const segment = fc
  .oneof(text, fc.constantFrom('a', 'foo*', '***', '...', '%2e', 'a:b'))
  .map((drawn) => drawn.replaceAll('/', ''))
  .filter((drawn) => !['', '.', '..', '*', '**'].includes(drawn))
const prefix = fc.array(segment, { minLength: 1, maxLength: 3 }).map((each) => each.join('/'))
const form = fc.dictionary(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
  fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 })),
  { minKeys: 1, maxKeys: 4, noNullPrototype: true },
)
const everything = defineCapability('a:everything', {
  exact: exact(),
  words: oneOf(['x', 'y', 'z']),
  path: path(),
  most: atMost(),
  least: optional(atLeast()),
  carried: optional(carried()),
  form: optional(carriedForm()),
})

test('what a grant says is read as it was given, and written again as it was', () => {
  const number = fc.oneof(fc.nat(9), fc.integer({ min: 0, max: 999_999_999_999_999 }))
  const grant = fc.record(
    {
      exact: text,
      words: fc.subarray(['x', 'y', 'z'] as ('x' | 'y' | 'z')[], { minLength: 1 }),
      path: fc.oneof(
        prefix,
        prefix.map((drawn) => under(drawn)),
        prefix.map((drawn) => any(drawn)),
        fc.constantFrom(under(), any()),
      ),
      most: number,
      least: number,
      carried: text,
      form,
    },
    { requiredKeys: ['exact', 'words', 'path', 'most'] },
  )
  fc.assert(
    fc.property(grant, (given) => {
      const made = everything(given)
      const read = everything.from(parseScope(formatScope(made)))
      expect(read).toEqual(given)
      expect(read && formatScope(everything(read))).toBe(formatScope(made))
    }),
  )
})
