import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJsonObject } from '../../src/token/json-object.ts'

// Names and texts of the characters that a reader of JSON could stumble over.
const text = fc.string({
  unit: fc.constantFrom('a', '"', '\\', ':', ',', '{', '}', '['),
  maxLength: 3,
})
const space = fc.constantFrom('', ' ', '\n\t')
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.constantFrom(null, true, 1.5e-3),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
}))
const members = fc.array(fc.tuple(text, value, fc.boolean(), space), { maxLength: 8 })

/** The same text for every reader, whatever it looks like. */
function escaped(name: string): string {
  const codes = Array.from(name, (one) => one.charCodeAt(0).toString(16).padStart(4, '0'))
  return `"${codes.map((code) => `\\u${code}`).join('')}"`
}

test('an object is read like JSON.parse reads it, unless a member is repeated', () => {
  fc.assert(
    fc.property(members, (list) => {
      const written = list.map(([name, content, isEscaped, gap]) => {
        const key = isEscaped ? escaped(name) : JSON.stringify(name)
        return `${gap}${key}${gap}:${gap}${JSON.stringify(content)}${gap}`
      })
      const json = `{${written.join(',')}}`
      const isRepeated = new Set(list.map(([name]) => name)).size < list.length
      const before = JSON.parse(json)
      const read = parseJsonObject(json)
      // Some engines take one escaped name for another; such an object is refused.
      const isMisread = [before, JSON.parse(json)].some(
        (object) => !list.every(([name]) => Object.hasOwn(object, name)),
      )
      if (isRepeated) expect(read).toBeUndefined()
      else expect(isMisread ? [before, undefined] : [before]).toContainEqual(read)
    }),
  )
})

test.each([
  ['once more', '{"a":1,"a":1}'],
  ['twice more', '{"a":1,"a":1,"a":1}'],
  ['behind a list', '{"a":[1,2],"a":1}'],
  ['behind an object', '{"a":{"b":{}},"a":1}'],
  ['behind a text of one backslash', '{"a":"\\\\","a":1}'],
  ['behind a text with a quote', '{"a":"\\"","a":1}'],
  ['behind a text with a brace', '{"a":"{","a":1}'],
  ['by another spelling', '{"a":1,"\\u0061":1}'],
])('a member that is there %s is refused', (_what, json) => {
  expect(parseJsonObject(json)).toBeUndefined()
})

test.each([
  ['{"a":1,"\\u0061":1}', undefined],
  ['{"a":1,"\\u0062":1}', { a: 1, b: 1 }],
])('an escaped name is not taken for one that an object had before: %s', (json, right) => {
  // After this, some engines read the escape by its first character.
  expect(JSON.parse('{"a":1,"\\\\":1}')).toEqual({ a: 1, '\\': 1 })
  // Read right or refused: never as something else.
  expect([right, undefined]).toContainEqual(parseJsonObject(json))
})

test.each(['', 'null', '1', '"a"', '[]', '[{"a":1}]', '{', '{"a":1}}', '{"a":1,}', "{'a':1}"])(
  'is no object: %s',
  (json) => {
    expect(parseJsonObject(json)).toBeUndefined()
  },
)
