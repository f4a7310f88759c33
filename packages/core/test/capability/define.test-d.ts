import { expectTypeOf, test } from 'vitest'
import {
  allows,
  carried,
  carriedForm,
  defineCapability,
  exact,
  optional,
  type Capability,
  type Definition,
  type GrantOf,
  type RequestOf,
  type ScopeUri,
} from '../../src/index.ts'

const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  appParams: optional(carriedForm()),
  clientName: optional(carried()),
})
const join = defineCapability('room:join', { room: exact(), role: optional(exact()) })
const ping = defineCapability('net:ping', {})
declare const scope: ScopeUri

test('a grant may leave optional parameters out', () => {
  expectTypeOf<GrantOf<typeof dial>>().toEqualTypeOf<{
    appSid: string
    appParams?: Readonly<Record<string, string | readonly string[]>>
    clientName?: string
  }>()
  expectTypeOf(dial.from(scope)).toEqualTypeOf<GrantOf<typeof dial> | undefined>()
})

test('a request names every constraint and no carried parameter', () => {
  expectTypeOf<RequestOf<typeof dial>>().toEqualTypeOf<{ appSid: string }>()
  expectTypeOf<RequestOf<typeof join>>().toEqualTypeOf<{ room: string; role: string }>()

  allows(scope, dial, { appSid: 'AP1' })
  // @ts-expect-error appSid is missing
  allows(scope, dial, {})
  // @ts-expect-error role is a constraint even though a grant may leave it out
  allows(scope, join, { room: 'a' })
  // @ts-expect-error carried parameters are not part of a request
  allows(scope, dial, { appSid: 'AP1', clientName: 'Alice' })
  // @ts-expect-error unknown parameter
  allows(scope, dial, { appSid: 'AP1', appsid: 'AP1' })
  // @ts-expect-error wrong type
  allows(scope, dial, { appSid: 1 })
})

test('a capability without constraints takes an empty request only', () => {
  allows(scope, ping, {})
  // @ts-expect-error there is nothing to name
  allows(scope, ping, { host: 'a' })
})

test('making a capability checks its parameters', () => {
  expectTypeOf(dial({ appSid: 'AP1' })).toExtend<Capability>()
  dial({ appSid: 'AP1', clientName: undefined })
  // @ts-expect-error an optional constraint that is undefined would allow everything
  join({ room: 'a', role: undefined })
  ping()
  // @ts-expect-error appSid is missing
  dial({ clientName: 'Alice' })
  // @ts-expect-error appSid is missing
  dial()
  // @ts-expect-error unknown parameter
  dial({ appSid: 'AP1', other: 'x' })
  // @ts-expect-error a form holds strings
  dial({ appSid: 'AP1', appParams: { Foo: { nested: 'x' } } })
})

test('every definition is a Definition', () => {
  expectTypeOf(dial).toExtend<Definition>()
  expectTypeOf(ping).toExtend<Definition>()
  // @ts-expect-error a name has two parts
  defineCapability('client', {})
})
