import { expectTypeOf, test } from 'vitest'
import {
  allows,
  any,
  atLeast,
  atMost,
  carried,
  defineCapability,
  exact,
  narrows,
  oneOf,
  optional,
  path,
  under,
  type Capability,
  type Definition,
  type GrantOf,
  type PathPattern,
  type RequestOf,
  type ScopeUri,
} from '../../src/index.ts'

const join = defineCapability('room:join', {
  room: path(),
  role: optional(oneOf(['viewer', 'speaker'])),
  minutes: optional(atMost()),
})
const file = defineCapability('file:read', {
  name: path({ separator: ':' }),
  shadow: optional(path()),
  note: optional(carried()),
})
declare const scope: ScopeUri
declare const text: string
declare const maybe: string | undefined
declare const below: `${string}/*`

test('a grant and a request of every kind', () => {
  expectTypeOf<GrantOf<typeof join>>().toEqualTypeOf<{
    room: string | PathPattern
    role?: ('viewer' | 'speaker')[]
    minutes?: number
  }>()
  expectTypeOf<RequestOf<typeof join>>().toEqualTypeOf<{
    room: string
    role: 'viewer' | 'speaker'
    minutes: number
  }>()
  expectTypeOf(join.from(scope)).toEqualTypeOf<GrantOf<typeof join> | undefined>()
  expectTypeOf(join).toExtend<Definition>()
  expectTypeOf(join({ room: 'acme' })).toExtend<Capability>()
  expectTypeOf(join({ room: 'acme' })).toEqualTypeOf<Capability<typeof join>>()
})

test('a request names every constraint with a value of its kind', () => {
  allows(scope, join, { room: 'acme/1', role: 'viewer', minutes: 5 })
  // @ts-expect-error minutes is missing, though a grant may leave it out
  allows(scope, join, { room: 'acme/1', role: 'viewer' })
  // @ts-expect-error wrong parameter name
  allows(scope, join, { rooom: 'acme/1', role: 'viewer', minutes: 5 })
  // @ts-expect-error a request is literal
  allows(scope, join, { room: under('acme'), role: 'viewer', minutes: 5 })
  // @ts-expect-error no word of the definition
  allows(scope, join, { room: 'acme/1', role: 'admin', minutes: 5 })
  // @ts-expect-error one word, not a list
  allows(scope, join, { room: 'acme/1', role: ['viewer'], minutes: 5 })
  // @ts-expect-error a number is no string
  allows(scope, join, { room: 'acme/1', role: 'viewer', minutes: '5' })
  // @ts-expect-error carried parameters are not part of a request
  allows(scope, file, { name: 'a', shadow: 'b', note: 'c' })
})

test('a grant takes values of its kinds', () => {
  join({ room: text, role: ['viewer', 'speaker'], minutes: 30 })
  join({ room: under('acme'), role: ['viewer'] })
  join({ room: any() })
  // @ts-expect-error wrong parameter name
  join({ room: 'acme', roles: ['viewer'] })
  // @ts-expect-error room is missing
  join({ role: ['viewer'] })
  // @ts-expect-error no word of the definition
  join({ room: 'acme', role: ['admin'] })
  // @ts-expect-error a list, not one word
  join({ room: 'acme', role: 'viewer' })
  // @ts-expect-error a number is no string
  join({ room: 'acme', minutes: '30' })
  // @ts-expect-error an optional constraint that is undefined would allow everything
  join({ room: 'acme', minutes: undefined })
  // @ts-expect-error a pattern is made by under() or any()
  join({ room: { toString: () => '**' } })
  // @ts-expect-error patterns are for paths
  defineCapability('a:b', { name: exact() })({ name: under() })
})

test('what was read can be written again', () => {
  const read = join.from(scope)
  if (read !== undefined) join({ ...read, minutes: 5 })
})

test('a wildcard is no plain string', () => {
  // @ts-expect-error any()
  join({ room: '*' })
  // @ts-expect-error under()
  join({ room: '**' })
  // @ts-expect-error any('acme')
  join({ room: 'acme/*' })
  // @ts-expect-error under('acme')
  join({ room: 'acme/**' })
  // @ts-expect-error a wildcard in the middle cannot be made at all
  join({ room: 'acme/*/x' })
  // @ts-expect-error a wildcard in front
  join({ room: '**/x' })
  // @ts-expect-error whatever comes before it
  join({ room: below })
  // @ts-expect-error one of several
  join({ room: maybe === undefined ? 'acme' : 'acme/*' })
  join({ room: 'acme*' })
  join({ room: '*acme/***' })
  join({ room: `acme/${text}` })
})

test('every path has its own separator', () => {
  file({ name: 'a/*', shadow: 'a:*' })
  // @ts-expect-error any('a')
  file({ name: 'a:*' })
  // @ts-expect-error any('a')
  file({ name: 'a', shadow: 'a/*' })
  // @ts-expect-error under()
  defineCapability('a:b', { name: path({ separator: text }) })({ name: '**' })
  defineCapability('a:b', { name: path({ separator: text }) })({ name: 'a*' })
  // @ts-expect-error unknown option
  path({ seperator: '/' })
})

test('a prefix is there or is left out', () => {
  under()
  any(text)
  // @ts-expect-error a prefix that went missing would allow everything
  under(maybe)
  // @ts-expect-error a prefix that went missing would allow everything
  any(maybe)
  // @ts-expect-error a prefix is literal
  under(under('acme'))
})

test('words are inferred, and there is one at least', () => {
  const enter = defineCapability('shop:enter', { age: atLeast() })
  expectTypeOf<RequestOf<typeof enter>>().toEqualTypeOf<{ age: number }>()
  const words = ['x', 'y'] as const
  expectTypeOf(oneOf(words)).toEqualTypeOf(oneOf(['x', 'y']))
  // @ts-expect-error no words
  oneOf([])
  // @ts-expect-error words are strings
  oneOf([1])
})

test('only a capability is asked whether it narrows', () => {
  expectTypeOf(narrows(join({ room: 'acme' }), scope)).toEqualTypeOf<boolean>()
  narrows(file({ name: 'acme' }), join({ room: 'acme' }))
  // @ts-expect-error a plain scope remembers no definition
  narrows(scope, join({ room: 'acme' }))
})
