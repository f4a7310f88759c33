import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import {
  atMost,
  carried,
  carriedForm,
  defineCapability,
  exact,
  narrows,
  oneOf,
  optional,
  parseScope,
  path,
  under,
  type Capability,
} from '../../src/index.ts'
import { definitionOf } from '../../src/capability/define.ts'
import { isNarrowed } from '../../src/capability/narrows.ts'

const join = defineCapability('room:join', {
  room: path(),
  role: optional(oneOf(['viewer', 'speaker'])),
})
const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  appParams: optional(carriedForm()),
  clientName: optional(carried()),
})
const charge = defineCapability('pay:charge', { amount: atMost() })

const plain = (text: string): Capability => parseScope(text) as Capability

describe('a capability', () => {
  test('remembers its definition, for itself only', () => {
    const made = join({ room: 'a' })
    expect(definitionOf(made)).toBe(join)
    expect(definitionOf({ ...made })).toBeUndefined()
    expect(definitionOf(Object.create(made))).toBeUndefined()
    expect(definitionOf(parseScope('scope:room:join?room=a'))).toBeUndefined()
    expect([null, undefined, 'a', 5].map((odd) => definitionOf(odd as never))).toEqual(
      Array(4).fill(undefined),
    )
  })

  test('narrows a scope that was read as well as one that was made', () => {
    const child = join({ room: 'acme/1' })
    expect(narrows(child, join({ room: under('acme') }))).toBe(true)
    expect(narrows(child, parseScope('scope:room:join?room=acme/**'))).toBe(true)
  })

  test('reads its parent as its own definition does', () => {
    const wider = defineCapability('room:join', { room: exact(), role: optional(exact()) })
    const parent = wider({ room: '**' })
    expect(narrows(join({ room: 'acme' }), parent)).toBe(true)
    expect(narrows(wider({ room: 'acme' }), parent)).toBe(false)
  })
})

describe('what cannot be read', () => {
  const child = join({ room: 'acme/1', role: ['viewer'] })
  test.each([
    ['an unknown parameter', 'scope:room:join?room=**&minutes=5'],
    ['a misspelt one', 'scope:room:join?rooom=**'],
    ['a missing one', 'scope:room:join?role=viewer'],
    ['a malformed path', 'scope:room:join?room=acme/**/1'],
    ['an unsafe path', 'scope:room:join?room=acme//**'],
    ['a malformed list', 'scope:room:join?room=**&role=viewer,'],
    ['another privilege', 'scope:room:leave?room=**'],
    ['another service', 'scope:rooms:join?room=**'],
  ])('a parent with %s covers nothing', (_what, text) => {
    expect(narrows(child, parseScope(text))).toBe(false)
    expect(isNarrowed(parseScope(text), [join({ room: under() })], join)).toBe(false)
    expect(isNarrowed(parseScope(text), [parseScope(text)], join)).toBe(false)
  })

  test.each(['', '-1', '007', '5e2'])('the bound %j neither covers nor is covered', (text) => {
    const odd = parseScope(`scope:pay:charge?amount=${text}`)
    expect(narrows(charge({ amount: 0 }), odd)).toBe(false)
    expect(isNarrowed(odd, [charge({ amount: 500 })], charge)).toBe(false)
  })

  test('never makes it throw', () => {
    const odd = fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true })
    const scope = fc.oneof(
      odd,
      fc.record({ service: fc.constant('room'), privilege: fc.constant('join'), params: odd }),
      fc.record({
        service: fc.constant('room'),
        privilege: fc.constant('join'),
        params: fc.record({ room: odd }),
      }),
    )
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        expect(narrows(a as never, b as never)).toBeTypeOf('boolean')
        expect(narrows(child, b as never)).toBe(false)
        expect(isNarrowed(a as never, [b as never, join({ room: under() })], join)).toBeTypeOf(
          'boolean',
        )
      }),
    )
  })
})

describe('carried data', () => {
  const parent = dial({ appSid: 'AP1', appParams: { a: ['1', '2'] }, clientName: 'Al' })
  test.each([
    ['the same', { appParams: { a: ['1', '2'] }, clientName: 'Al' }, true],
    ['changed', { appParams: { a: ['1', '2'] }, clientName: 'Bo' }, false],
    ['in another order', { appParams: { a: ['2', '1'] }, clientName: 'Al' }, false],
    ['with something added', { appParams: { a: ['1', '2'], b: 'x' }, clientName: 'Al' }, false],
    ['dropped', { appParams: { a: ['1', '2'] } }, false],
    ['gone', {}, false],
  ])('%s', (_what, args, expected) => {
    expect(narrows(dial({ appSid: 'AP1', ...args }), parent)).toBe(expected)
  })

  test('is the once-decoded text: another spelling of the same form is another text', () => {
    const spelt = parseScope('scope:client:outgoing?appSid=AP1&appParams=a%3Db%2Bc')
    const made = dial({ appSid: 'AP1', appParams: { a: 'b c' } })
    expect(dial.from(spelt)).toEqual(dial.from(made))
    expect(narrows(made, spelt)).toBe(false)
    expect(isNarrowed(spelt, [spelt], dial)).toBe(true)
  })
})

describe('without a definition', () => {
  const parent = parseScope('scope:a:b?x=1&y=2')
  test.each([
    ['scope:a:b?x=1&y=2', true],
    ['scope:a:b?y=2&x=1', true],
    ['scope:a:b?x=1', false],
    ['scope:a:b?x=1&y=2&z=3', false],
    ['scope:a:b?x=1&z=2', false],
    ['scope:a:b?x=1&y=3', false],
    ['scope:a:c?x=1&y=2', false],
    ['scope:b:b?x=1&y=2', false],
    ['scope:a:b', false],
  ])('%s is covered: %s', (text, expected) => {
    expect(isNarrowed(parseScope(text), [parent], undefined)).toBe(expected)
    expect(narrows(plain(text), parent)).toBe(expected)
  })

  test('a wildcard is a value like any other', () => {
    expect(narrows(plain('scope:room:join?room=acme/1'), join({ room: under('acme') }))).toBe(false)
    expect(narrows(plain('scope:room:join?room=acme/**'), join({ room: under('acme') }))).toBe(true)
  })

  test('an inherited parameter is none', () => {
    const odd = { service: 'a', privilege: 'b', params: Object.create({ x: '1' }) } as never
    expect(narrows(odd, odd)).toBe(false)
    expect(narrows({ service: 'a', privilege: 'b', params: {} } as never, odd)).toBe(false)
    const named = { service: 'a', privilege: 'b', params: { toString: 'x' } } as never
    expect(narrows({ service: 'a', privilege: 'b', params: { x: 'x' } } as never, named)).toBe(
      false,
    )
  })

  test('what is no scope covers nothing, not even itself', () => {
    for (const odd of [null, undefined, 5, {}, { params: {} }, { service: 'a', privilege: 'b' }]) {
      expect(narrows(odd as never, odd as never)).toBe(false)
    }
    const numbers = { service: 'a', privilege: 'b', params: { x: 1 } } as never
    expect(narrows(numbers, numbers)).toBe(false)
  })
})

describe('several parents', () => {
  test('one of them has to cover the child by itself', () => {
    const parents = [join({ room: 'a', role: ['viewer'] }), join({ room: 'a', role: ['speaker'] })]
    expect(isNarrowed(join({ room: 'a', role: ['speaker'] }), parents, join)).toBe(true)
    expect(isNarrowed(join({ room: 'a', role: ['viewer', 'speaker'] }), parents, join)).toBe(false)
    expect(isNarrowed(join({ room: 'a' }), parents, join)).toBe(false)
    expect(isNarrowed(join({ room: 'a' }), [], join)).toBe(false)
    expect(isNarrowed(parseScope('scope:x:y'), [], undefined)).toBe(false)
  })

  test('the definition is the one that is given, not the one that is remembered', () => {
    const child = join({ room: 'acme/1' })
    expect(isNarrowed(child, [join({ room: under('acme') })], undefined)).toBe(false)
    expect(isNarrowed(child, [join({ room: under('acme') })], dial)).toBe(false)
    expect(
      isNarrowed(parseScope('scope:room:join?room=acme/1'), [join({ room: under('acme') })], join),
    ).toBe(true)
  })
})
