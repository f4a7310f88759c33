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
    ['an inherited parameter', Object.create({ appSid: 'AP1' }), /plain object/],
    ['undefined for a constraint', { appSid: undefined }, /leave it out/],
    ['a Map', new Map([['appSid', 'AP1']]), /plain object/],
    ['a number for everything', 5, /plain object/],
    [
      'a form in a Map',
      { appSid: 'AP1', appParams: new Map([['a', 'b']]) },
      /appParams .*plain object/,
    ],
    ['a number', { appSid: 1 }, 'client:outgoing: appSid must be a string'],
    [
      'a nested form',
      { appSid: 'AP1', appParams: { a: { b: 'c' } } },
      /appParams must have a string .*"a"/,
    ],
    ['a form that is a list', { appSid: 'AP1', appParams: ['a'] }, /appParams .*plain object/],
    [
      'a form field without a name',
      { appSid: 'AP1', appParams: { '': 'c' } },
      /field without a name/,
    ],
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

  test.each(['client', 'a:b:c', undefined, ['a', 'b'], { split: () => ['a', 'b'] }])(
    'says that the name %j has not two parts',
    (name) => {
      expect(() => defineCapability(name as never, {})).toThrow(TypeError)
      expect(() => defineCapability(name as never, {})).toThrow(/must have two parts/)
    },
  )

  test.each(['client', 'a:b:c', ':b', 'a:', 'a b:c', 'a..b:c'])('refuses the name %j', (name) => {
    expect(() => defineCapability(name as 'a:b', {})).toThrow(TypeError)
  })

  test('an optional constraint cannot go missing by accident', () => {
    const join = defineCapability('room:join', { room: optional(exact()) })
    class Ticket {
      get room(): string {
        return 'a'
      }
    }
    expect(() => join({ room: undefined } as never)).toThrow(/leave it out/)
    expect(() => join(new Ticket())).toThrow(/plain object/)
    expect(() => join(Object.create({ room: 'a' }))).toThrow(/plain object/)
    expect(formatScope(join())).toBe('scope:room:join')
  })

  test.each([
    ['a parameter without a name', { '': exact() }],
    ['a kind that was not called', { k: exact }],
    ['a kind that is none', { k: 'exact' }],
    ['a kind that reads nothing', { k: { role: 'constraint', optional: false } }],
    ['a kind that is a function with a reader', { k: Object.assign(() => {}, { read: () => '' }) }],
    ['a name with a lone surrogate', { '\uD800': exact() }],
    [
      '33 parameters',
      Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${at}`, exact()])),
    ],
  ])('refuses %s', (_what, params) => {
    expect(() => defineCapability('a:b', params as never)).toThrow(TypeError)
  })
})

test('what a kind throws comes out with the name in front, and with its cause', () => {
  const strange = new Error('strange')
  const kindOf = (thrown: Error): ReturnType<typeof exact> => ({
    ...exact(),
    write: () => {
      throw thrown
    },
  })
  const refuses = new TypeError('must be another')
  const refusing = defineCapability('a:b', { k: kindOf(refuses) })
  expect(() => refusing({ k: 'v' })).toThrow(
    expect.objectContaining({ message: 'a:b: k must be another', cause: refuses }),
  )
  const failing = defineCapability('a:b', { k: kindOf(strange) })
  expect(() => failing({ k: 'v' })).toThrow(strange)
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

  test('a form is data without a prototype', () => {
    const read = dial.from(parseScope('scope:client:outgoing?appSid=A&appParams=__proto__%3Dx'))
    expect(Object.getPrototypeOf(read?.appParams)).toBeNull()
    expect(Object.isFrozen(read?.appParams)).toBe(true)
    expect(Object.keys(read?.appParams ?? {})).toEqual(['__proto__'])
  })

  test('gives undefined for the same parameters under another name', () => {
    expect(dial.from(parseScope('scope:client:other?appSid=AP1'))).toBeUndefined()
    expect(dial.from(parseScope('scope:other:outgoing?appSid=AP1'))).toBeUndefined()
  })

  test.each([null, undefined, 5, {}, { service: 'client', privilege: 'outgoing' }])(
    'gives undefined for %j, which is no scope',
    (odd) => {
      expect(dial.from(odd as never)).toBeUndefined()
    },
  )

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
