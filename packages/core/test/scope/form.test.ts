import { expect, test } from 'vitest'
import { formatForm, parseForm } from '../../src/scope/form.ts'

test('writes a list as a repeated key, in order, and encodes keys and values', () => {
  expect(formatForm({ z: 'a b', a: ['1', '2&3'] })).toBe('z=a%20b&a=1&a=2%263')
  expect(formatForm({ '=&': '' })).toBe('%3D%26=')
  expect(formatForm({})).toBe('')
  expect(formatForm({ a: [] })).toBe('')
})

test.each([
  ['a Map', new Map([['a', 'b']]), /plain object/],
  ['a list', ['a'], /plain object/],
  ['nothing', undefined, /plain object/],
  ['a field without a name', { '': 'c' }, /field without a name/],
  ['a number', { a: 1 }, /string or a list of strings in its field "a"/],
  ['a list in a list', { a: [['b']] }, /string or a list of strings in its field "a"/],
  ['a lone surrogate', { a: '\uD800' }, /lone surrogate/],
  ['a lone surrogate in a name', { '\uDC00': 'a' }, /lone surrogate/],
])('refuses to write %s', (_what, form, message) => {
  expect(() => formatForm(form as never)).toThrow(TypeError)
  expect(() => formatForm(form as never)).toThrow(message)
})

test('tells why a text could not be encoded', () => {
  expect(() => formatForm({ a: '\uD800' })).toThrow(
    expect.objectContaining({ cause: expect.any(URIError) }),
  )
})

test.each([
  ['', {}],
  ['a=', { a: '' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=1&b=2&a=3', { a: ['1', '3'], b: '2' }],
  ['a+b=c+d', { 'a b': 'c d' }],
])('reads %j', (text, form) => {
  expect({ ...parseForm(text) }).toEqual(form)
})

test.each(['a', '=b', 'a=1&', '&a=1', 'a=1&&b=2', 'a=%zz', '%zz=a', 'a=%FF'])(
  'calls %j malformed',
  (text) => {
    expect(parseForm(text)).toBeUndefined()
  },
)

test('what it reads is frozen, lists and all, and has no prototype', () => {
  const form = parseForm('__proto__=1&a=2&a=3')
  expect(Object.getPrototypeOf(form)).toBeNull()
  expect(Object.keys(form ?? {})).toEqual(['__proto__', 'a'])
  expect(Object.isFrozen(form)).toBe(true)
  expect(Object.isFrozen(form?.['a'])).toBe(true)
})
