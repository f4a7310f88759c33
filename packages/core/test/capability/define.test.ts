import { describe, expect, test } from 'vitest'
import {
  carried,
  carriedForm,
  defineCapability,
  exact,
  formatScope,
  optional,
  parseScope,
  type ScopeUri,
} from '../../src/index.ts'

const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  appParams: optional(carriedForm()),
  clientName: optional(carried()),
})

describe('making a capability', () => {
  test('writes parameters in the order of the definition', () => {
    const made = dial({ clientName: 'Alice', appParams: { Foo: 'Bar' }, appSid: 'AP123' })
    expect(formatScope(made)).toBe(
      'scope:client:outgoing?appSid=AP123&appParams=Foo%3DBar&clientName=Alice',
    )
  })

  test('encodes a form twice, repeats the key of a list, keeps the order', () => {
    const made = dial({ appSid: 'AP1', appParams: { z: 'a b', a: ['1', '2&3'] } })
    expect(formatScope(made)).toBe(
      'scope:client:outgoing?appSid=AP1&appParams=z%3Da%2520b%26a%3D1%26a%3D2%25263',
    )
  })

  test('leaves out what is absent; an empty form is absent, an empty string is not', () => {
    expect(formatScope(dial({ appSid: 'AP1', appParams: {}, clientName: undefined }))).toBe(
      'scope:client:outgoing?appSid=AP1',
    )
    expect(formatScope(dial({ appSid: '' }))).toBe('scope:client:outgoing?appSid=')
  })

  test('gives frozen data that is a plain scope to everybody else', () => {
    const made: ScopeUri = dial({ appSid: 'AP1' })
    expect(made).toEqual({ service: 'client', privilege: 'outgoing', params: { appSid: 'AP1' } })
    expect(Object.isFrozen(made) && Object.isFrozen(made.params)).toBe(true)
    expect(JSON.parse(JSON.stringify(made))).toEqual(made)
  })

  test.each([
    ['a missing parameter', {}, 'client:outgoing: appSid is missing'],
    ['an unknown parameter', { appSid: 'AP1', app: 'x' }, /unknown parameter "app".*appSid/],
    ['an inherited parameter', Object.create({ appSid: 'AP1' }), /appSid is missing/],
    ['a number', { appSid: 1 }, 'client:outgoing: appSid must be a string'],
    ['a nested form', { appSid: 'AP1', appParams: { a: { b: 'c' } } }, /appParams .*"a" must be/],
    ['a form that is a list', { appSid: 'AP1', appParams: ['a'] }, /appParams .*object/],
    ['a form field without a name', { appSid: 'AP1', appParams: { '': 'c' } }, /needs a name/],
    ['a lone surrogate', { appSid: '\uD800' }, /lone surrogate/],
  ])('refuses %s', (_what, args, message) => {
    expect(() => dial(args as never)).toThrow(TypeError)
    expect(() => dial(args as never)).toThrow(message)
  })
})

describe('a definition', () => {
  test('tells its name and parameters, and cannot be changed', () => {
    expect([dial.name, dial.service, dial.privilege]).toEqual([
      'client:outgoing',
      'client',
      'outgoing',
    ])
    expect(Object.keys(dial.params)).toEqual(['appSid', 'appParams', 'clientName'])
    expect(Object.isFrozen(dial) && Object.isFrozen(dial.params)).toBe(true)
  })

  test.each(['client', 'a:b:c', ':b', 'a:', 'a b:c', 'a..b:c'])('refuses the name %j', (name) => {
    expect(() => defineCapability(name as 'a:b', {})).toThrow(TypeError)
  })

  test('refuses a parameter without a name', () => {
    expect(() => defineCapability('a:b', { '': exact() })).toThrow(/without a name/)
  })
})

describe('reading a scope', () => {
  test('gives what the grant says, typed', () => {
    const made = dial({ appSid: 'AP1', appParams: { a: '1', b: ['2', '3'] }, clientName: 'Al' })
    expect(dial.from(parseScope(formatScope(made)))).toEqual({
      appSid: 'AP1',
      appParams: { a: '1', b: ['2', '3'] },
      clientName: 'Al',
    })
    expect(dial.from(parseScope('scope:client:outgoing?appSid=AP1'))).toEqual({ appSid: 'AP1' })
  })

  test('reads a space of the form as + and as %20', () => {
    const read = dial.from(parseScope('scope:client:outgoing?appSid=A&appParams=a%3Db%2Bc%2520d'))
    expect(read?.appParams).toEqual({ a: 'b c d' })
  })

  test.each([
    ['another capability', 'scope:client:incoming?clientName=A'],
    ['an unknown parameter', 'scope:client:outgoing?appSid=AP1&appsid=AP1'],
    ['a missing parameter', 'scope:client:outgoing?clientName=A'],
    ['a malformed form', 'scope:client:outgoing?appSid=AP1&appParams=%25zz'],
    ['a form with an empty pair', 'scope:client:outgoing?appSid=AP1&appParams=a%3Db%26'],
  ])('gives undefined for %s', (_what, text) => {
    expect(dial.from(parseScope(text))).toBeUndefined()
  })
})
