import { describe, expect, test } from 'vitest'
import {
  allows,
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
  type ParamKind,
} from '../../src/index.ts'
import { read, reason } from './ask.ts'

const speak = defineCapability('room:speak', { role: oneOf(['viewer', 'speaker', 'view']) })
const charge = defineCapability('pay:charge', { amount: atMost() })
const enter = defineCapability('shop:enter', { age: atLeast() })

// Made inside the tests, as a kind is made once and used for ever.
const kinds: Record<string, () => ParamKind> = {
  exact,
  carried,
  carriedForm,
  path,
  atMost,
  atLeast,
  oneOf: () => oneOf(['a', 'b']),
}

describe.each(Object.entries(kinds))('%s', (_name, make) => {
  test('cannot be left out, unless it is optional', () => {
    const needs = defineCapability('a:needs', { k: make() })
    expect(() => needs({} as never)).toThrow('a:needs: k is missing')
    expect(needs.from(parseScope('scope:a:needs'))).toBeUndefined()
    const may = defineCapability('a:may', { k: optional(make()) })
    expect(formatScope((may as () => ReturnType<typeof parseScope>)())).toBe('scope:a:may')
    expect(may.from(parseScope('scope:a:may'))).toEqual({})
  })

  test('cannot be changed', () => {
    expect(Object.isFrozen(make())).toBe(true)
    expect(Object.isFrozen(optional(make()))).toBe(true)
  })

  test.each([null, 1.5, {}, ['c']])('takes %j neither in a grant nor in a request', (value) => {
    const definition = defineCapability('a:b', { k: optional(make()) })
    const mint = definition as unknown as (args: object) => unknown
    if (make !== carriedForm) expect(() => mint({ k: value })).toThrow(TypeError)
    expect(reason('scope:a:b', definition, { k: value })).toBe('malformed_request')
  })
})

describe.each([
  ['carried', carried],
  ['carriedForm', carriedForm],
])('%s', (_name, make) => {
  test('has no part in a request, and allows none', () => {
    const definition = defineCapability('a:b', { k: make() })
    expect(reason('scope:a:b?k=v%3Dw', definition, { k: 'v=w' })).toBe('malformed_request')
    expect(make().requestProblem('v=w')).toBe('malformed_request')
    expect(make().matcher('v=w')('v=w' as never)).toBe(false)
  })
})

describe('oneOf', () => {
  test('writes the words in the order of the definition, and reads them in any', () => {
    expect(speak({ role: ['speaker', 'viewer'] }).params).toEqual({ role: 'viewer,speaker' })
    expect(read(speak, 'speaker,viewer')).toEqual(['viewer', 'speaker'])
    expect(read(speak, 'speaker')).toEqual(['speaker'])
  })

  test.each(['', ',', 'viewer,', ',viewer', 'viewer,,speaker', 'admin', 'viewer,viewer', 'Viewer'])(
    'calls %j malformed',
    (text) => {
      expect(read(speak, text)).toBeUndefined()
    },
  )

  test('allows a listed word, and no part of one', () => {
    const viewers = speak({ role: ['speaker', 'viewer'] })
    expect(allows(viewers, speak, { role: 'viewer' })).toBe(true)
    expect(allows(viewers, speak, { role: 'speaker' })).toBe(true)
    expect(allows(viewers, speak, { role: 'view' })).toBe(false)
  })

  test.each(['admin', '', 'viewer,speaker', 'VIEWER', ['viewer'], 1, null])(
    'calls the request %j malformed',
    (role) => {
      expect(reason('scope:room:speak?role=viewer,speaker', speak, { role })).toBe(
        'malformed_request',
      )
    },
  )

  test.each([
    ['no list', 'viewer'],
    ['an empty list', []],
    ['an unknown word', ['viewer', 'admin']],
    ['a repeated word', ['viewer', 'viewer']],
    ['what looks like two words', ['viewer,speaker']],
  ])('refuses %s in a grant', (_what, role) => {
    expect(() => speak({ role: role as never })).toThrow(TypeError)
    expect(() => speak({ role: role as never })).toThrow('room:speak: role must be a list of one')
  })

  test.each([
    ['no words', []],
    ['no list', 'viewer'],
    ['an empty word', ['a', '']],
    ['a word with a comma', ['a', 'b,c']],
    ['a repeated word', ['a', 'b', 'a']],
    ['a word that is no string', ['a', 1]],
    ['a word that is a list', ['a', ['b']]],
    ['nothing', undefined],
  ])('refuses %s in a definition', (_what, words) => {
    expect(() => oneOf(words as never)).toThrow(TypeError)
    expect(() => oneOf(words as never)).toThrow('oneOf: give a list of different words')
  })

  test('keeps its words when the list changes, and hands out lists of its own', () => {
    const words: [string, ...string[]] = ['a', 'b']
    const pick = defineCapability('a:pick', { word: oneOf(words) })
    words.push('c')
    expect(read(pick, 'c')).toBeUndefined()
    const handed = pick.from(pick({ word: ['a'] }))?.word
    handed?.push('b')
    expect(read(pick, 'a')).toEqual(['a'])
  })
})

describe('atMost and atLeast', () => {
  test('bound a request on one side, the bound included', () => {
    const few = charge({ amount: 500 })
    const old = enter({ age: 18 })
    expect([499, 500, 501].map((amount) => allows(few, charge, { amount }))).toEqual([
      true,
      true,
      false,
    ])
    expect([17, 18, 19].map((age) => allows(old, enter, { age }))).toEqual([false, true, true])
  })

  test.each([0, 9, 10, 1e14, 999_999_999_999_999])('writes and reads %d', (amount) => {
    expect(charge.from(parseScope(formatScope(charge({ amount }))))).toEqual({ amount })
  })

  test('zero has no sign', () => {
    expect(charge({ amount: -0 }).params).toEqual({ amount: '0' })
  })

  test.each([
    '',
    '-1',
    '-0',
    '+1',
    '0x10',
    '5e2',
    '007',
    '00',
    '1.0',
    ' 1',
    '1 ',
    '1_0',
    '٣',
    'NaN',
  ])('calls %j malformed', (text) => {
    expect(read(charge, text)).toBeUndefined()
    expect(
      reason(`scope:pay:charge?amount=${encodeURIComponent(text)}`, charge, { amount: 0 }),
    ).toBe('malformed_grant')
  })

  test('calls sixteen digits malformed', () => {
    expect(read(charge, '1000000000000000')).toBeUndefined()
    expect(read(charge, '999999999999999')).toBe(999_999_999_999_999)
  })

  test.each([-1, 0.5, 1e15, Number.NaN, Number.POSITIVE_INFINITY, '5', '', 5n, null, [5]])(
    'takes %s neither in a grant nor in a request',
    (value) => {
      expect(() => charge({ amount: value as never })).toThrow(TypeError)
      expect(() => charge({ amount: value as never })).toThrow('whole number from 0 to')
      expect(reason('scope:pay:charge?amount=500', charge, { amount: value })).toBe(
        'malformed_request',
      )
      expect(reason('scope:shop:enter?age=1', enter, { age: value })).toBe('malformed_request')
    },
  )
})
