import { expect, test } from 'vitest'
import { defineCapability, exact, formatScope, formatScopes, parseScope } from '../../src/index.ts'

const scope = (params: Record<string, string>): Parameters<typeof formatScope>[0] => ({
  service: 'a',
  privilege: 'b',
  params,
})

test('writes parameters in the order given', () => {
  expect(formatScope(scope({ z: '1', a: '2' }))).toBe('scope:a:b?z=1&a=2')
  expect(formatScope(scope({}))).toBe('scope:a:b')
})

test('encodes everything outside the unreserved characters, with upper-case hex', () => {
  expect(formatScope(scope({ k: "AZaz09-._~ !'()*/:?&=#+%é" }))).toBe(
    'scope:a:b?k=AZaz09-._~%20%21%27%28%29%2A%2F%3A%3F%26%3D%23%2B%25%C3%A9',
  )
})

test('a value cannot inject a parameter or a scope', () => {
  const text = formatScope(scope({ k: 'v&admin=1 scope:c:d' }))
  expect(parseScope(text).params).toEqual({ k: 'v&admin=1 scope:c:d' })
})

test('joins scopes by one space', () => {
  expect(formatScopes([])).toBe('')
  expect(formatScopes([scope({}), scope({ k: 'v' })])).toBe('scope:a:b scope:a:b?k=v')
})

test.each([
  ['an empty service', { service: '', privilege: 'b', params: {} }],
  ['a colon in a name', { service: 'a:b', privilege: 'c', params: {} }],
  ['two dots in a name', { service: 'a..b', privilege: 'c', params: {} }],
  ['a line break behind a name', { service: 'a', privilege: 'b\n', params: {} }],
  ['an empty parameter name', scope({ '': 'v' })],
  ['a lone surrogate', scope({ k: '\uD800' })],
  ['a lone surrogate in a parameter name', scope({ '\uDC00': 'v' })],
  [
    '33 parameters',
    scope(Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${at}`, '']))),
  ],
  ['a value over 4,096 bytes', scope({ k: 'é'.repeat(2049) })],
  ['a scope over 8 KB', scope({ k: '/'.repeat(2800) })],
  ['a scope over 8 KB of plain characters', scope({ a: 'v'.repeat(4090), b: 'v'.repeat(4090) })],
  ['parameters in a Map', { ...scope({}), params: new Map([['k', 'v']]) as never }],
  ['inherited parameters', { ...scope({}), params: Object.create({ k: 'v' }) }],
  ['no parameters at all', { service: 'a', privilege: 'b' } as never],
  ['nothing', undefined as never],
  ['a value that is not a string', scope({ k: 1 as unknown as string })],
])('refuses %s', (_what, bad) => {
  expect(() => formatScope(bad)).toThrow(TypeError)
})

test('refuses a claim that no reader would take', () => {
  expect(() => formatScopes(Array(3))).toThrow(/params a plain object/)
  expect(() => formatScopes([5 as never])).toThrow(/params a plain object/)
  expect(() => formatScopes(scope({}) as never)).toThrow(/list of scopes/)
  expect(() => formatScopes(Array(101).fill(scope({})))).toThrow(/at most 100 scopes/)
  expect(() => formatScopes(Array(3).fill(scope({ k: 'v'.repeat(3000) })))).toThrow(/8192 bytes/)
})

test('takes exactly what a reader takes', () => {
  const many = Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`k${at}`, '']))
  expect(Object.keys(parseScope(formatScope(scope(many))).params)).toHaveLength(32)
  const values = (total: number): Record<string, string> => ({
    a: 'v'.repeat(4096),
    b: 'v'.repeat(total - 4096 - 'scope:a:b?a=&b='.length),
  })
  expect(formatScope(scope(values(8192)))).toHaveLength(8192)
  expect(() => formatScope(scope(values(8193)))).toThrow(/longer than 8192 bytes/)
  const half = scope({ k: 'v'.repeat(4096 - 'scope:a:b?k='.length) })
  const rest = scope({ k: 'v'.repeat(4095 - 'scope:a:b?k='.length) })
  expect(formatScopes([half, rest])).toHaveLength(8192)
  expect(() => formatScopes([half, half])).toThrow(/longer than 8192 bytes/)
  expect(formatScopes(Array(100).fill(scope({})))).toHaveLength(999)
})

test.each([null, ['a'], { toString: () => 'a' }])('does not write %j as a name', (name) => {
  expect(() => formatScope({ ...scope({}), service: name as never })).toThrow(/must be made of/)
  expect(() => formatScope({ ...scope({}), privilege: name as never })).toThrow(/must be made of/)
})

test('tells why a parameter could not be written', () => {
  expect(() => formatScope(scope({ k: ['v'] as never }))).toThrow(/"k" must be a string/)
  expect(() => formatScope(scope({ k: 'v'.repeat(4097) }))).toThrow(/"k" is longer than 4096 bytes/)
  expect(() => formatScope(scope({ '': 'v' }))).toThrow(/a parameter needs a name/)
  expect(() => formatScope(scope({ k: '\uD800' }))).toThrow(/lone surrogate/)
  const many = Array.from({ length: 33 }, (_, at) => [`k${at}`, ''])
  expect(() => formatScope(scope(Object.fromEntries(many)))).toThrow(/at most 32 parameters/)
  expect(() => formatScope(scope({ k: '\uD800' }))).toThrow(
    expect.objectContaining({ cause: expect.any(URIError) }),
  )
})

test('names the parameter, never its value, in a refusal', () => {
  expect(() => formatScope(scope({ pin: 'secret-value'.repeat(400) }))).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secret-value') }),
  )
})

test('does not take the text of a scope for that of one made from it', () => {
  const made = defineCapability('a:b', { k: exact() })({ k: 'v' })
  expect(formatScopes([made])).toBe('scope:a:b?k=v')
  expect(formatScopes([{ ...made, params: { k: 'w' } }])).toBe('scope:a:b?k=w')
  expect(() => formatScopes([Object.create(made)])).toThrow(/params a plain object/)
  expect(() => formatScopes([null as never])).toThrow(/params a plain object/)
})
