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
  type ParamKind,
} from '../../src/index.ts'
import { definitionOf } from '../../src/capability/define.ts'
import { prepareNarrowed } from '../../src/capability/narrows.ts'

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
    expect(prepareNarrowed([join({ room: under() })])(parseScope(text), join)).toBe(false)
    expect(prepareNarrowed([parseScope(text)])(parseScope(text), join)).toBe(false)
  })

  test.each(['', '-1', '007', '5e2'])('the bound %j neither covers nor is covered', (text) => {
    const odd = parseScope(`scope:pay:charge?amount=${text}`)
    expect(narrows(charge({ amount: 0 }), odd)).toBe(false)
    expect(prepareNarrowed([charge({ amount: 500 })])(odd, charge)).toBe(false)
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
        expect(prepareNarrowed([b as never, join({ room: under() })])(a as never, join)).toBeTypeOf(
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
    expect(prepareNarrowed([spelt])(spelt, dial)).toBe(true)
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
    expect(prepareNarrowed([parent])(parseScope(text), undefined)).toBe(expected)
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
    expect(prepareNarrowed(parents)(join({ room: 'a', role: ['speaker'] }), join)).toBe(true)
    expect(prepareNarrowed(parents)(join({ room: 'a', role: ['viewer', 'speaker'] }), join)).toBe(
      false,
    )
    expect(prepareNarrowed(parents)(join({ room: 'a' }), join)).toBe(false)
    expect(prepareNarrowed([])(join({ room: 'a' }), join)).toBe(false)
    expect(prepareNarrowed([])(parseScope('scope:x:y'), undefined)).toBe(false)
  })

  test('many answer as each of them would by itself', () => {
    const rooms = ['a', 'b', 'acme/1', 'acme/2', 'acme/1/2']
    const made = [
      ...rooms.map((room) => join({ room })),
      ...rooms.map((room) => join({ room, role: ['viewer'] })),
      join({ room: under('acme') }),
      join({ room: under('acme'), role: ['viewer', 'speaker'] }),
    ]
    const asked = [...made, join({ room: under() }), join({ room: 'c' }), dial({ appSid: 'AP1' })]
    for (let from = 0; from < made.length; from += 1) {
      const parents = [...made.slice(from), parseScope('scope:room:join?room=c&minutes=5')]
      const isNarrowed = prepareNarrowed(parents)
      const answers = asked.map((child) => isNarrowed(child, join))
      const each = asked.map((child) => parents.some((one) => prepareNarrowed([one])(child, join)))
      expect(answers).toEqual(each)
    }
  })

  test('a kind that is never passed on is not, not even as it is', () => {
    const own: ParamKind = { ...exact(), narrows: () => false }
    const keep = defineCapability('room:keep', { room: own })
    const parents = ['a', 'b', 'c', 'd', 'e', 'f'].map((room) => keep({ room }))
    expect(parents.some((one) => prepareNarrowed(parents)(one, keep))).toBe(false)
  })

  test('the definition is the one that is given, not the one that is remembered', () => {
    const child = join({ room: 'acme/1' })
    expect(prepareNarrowed([join({ room: under('acme') })])(child, undefined)).toBe(false)
    expect(prepareNarrowed([join({ room: under('acme') })])(child, dial)).toBe(false)
    expect(
      prepareNarrowed([join({ room: under('acme') })])(
        parseScope('scope:room:join?room=acme/1'),
        join,
      ),
    ).toBe(true)
  })
})
