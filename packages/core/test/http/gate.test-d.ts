import { expectTypeOf, test } from 'vitest'
import { carried, defineCapability, exact, optional } from '../../src/index.ts'
import type { Grant, Verifier } from '../../src/index.ts'
import {
  createGate,
  tokenHandler,
  type Denial,
  type Requirement,
  type RequestView,
} from '../../src/http.ts'
import type { Minter } from '../../src/index.ts'

declare const verifier: Verifier
declare const minter: Minter
declare const view: RequestView

const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  region: optional(exact()),
  clientName: carried(),
})
const listen = defineCapability('client:presence', {})

test('a gate gives a grant, an optional one also null', () => {
  expectTypeOf(createGate({ verifier }).authenticate(view)).resolves.toEqualTypeOf<Grant>()
  const lenient = createGate({ verifier, optional: true })
  expectTypeOf(lenient.authenticate(view)).resolves.toEqualTypeOf<Grant | null>()
})

test('a requirement names every constraint, and nothing else', () => {
  const gate = createGate({ verifier })
  gate.require(dial, { appSid: 'AP1', region: 'ie1' })
  gate.require(dial, () => ({ appSid: 'AP1', region: 'ie1' }))
  gate.require(dial, async () => ({ appSid: 'AP1', region: 'ie1' }))
  gate.require(listen, {})
  // @ts-expect-error -- region is missing
  gate.require(dial, { appSid: 'AP1' })
  // @ts-expect-error -- region is missing
  gate.require(dial, () => ({ appSid: 'AP1' }))
  // @ts-expect-error -- there is no parameter "to"
  gate.require(dial, { appSid: 'AP1', region: 'ie1', to: 'bob' })
  // @ts-expect-error -- there is no parameter "to"
  gate.require(dial, () => ({ appSid: 'AP1', region: 'ie1', to: 'bob' }))
  // @ts-expect-error -- there is no parameter "to"
  gate.require(dial, async () => ({ appSid: 'AP1', region: 'ie1', to: 'bob' }))
  // @ts-expect-error -- what is carried is not asked for
  gate.require(dial, { appSid: 'AP1', region: 'ie1', clientName: 'bob' })
  // @ts-expect-error -- a number is no string
  gate.require(dial, { appSid: 1, region: 'ie1' })
  // @ts-expect-error -- a number is no string
  gate.require(dial, () => ({ appSid: 1, region: 'ie1' }))
  // @ts-expect-error -- there is nothing to name
  gate.require(listen, { enabled: 'False' })
})

test('a requirement is given what its function reads', () => {
  const gate = createGate({ verifier })
  const bare = gate.require(dial, ({ url }) => ({ appSid: url, region: 'ie1' }))
  expectTypeOf(bare).toEqualTypeOf<Requirement<RequestView>>()
  void bare(null, view)
  const numbered = gate.require(dial, (input: number) => ({ appSid: String(input), region: 'ie1' }))
  void numbered(null, view, 1)
  // @ts-expect-error -- the number is missing
  void numbered(null, view)
})

test('options that come later are not there', () => {
  createGate({ verifier, from: [{ cookie: 'token' }, { ticket: 'ticket' }] })
  // @ts-expect-error -- a source is one or the other
  createGate({ verifier, from: [{ query: 'token' }] })
  // @ts-expect-error -- DPoP comes later
  createGate({ verifier, dpop: 'off' })
  createGate({ verifier, onDenial: (denial) => expectTypeOf(denial).toEqualTypeOf<Denial>() })
})

test('a handler asks for the context that authorize reads', () => {
  const request = new Request('https://phone.example/token')
  const free = tokenHandler({ minter, authorize: () => null })
  expectTypeOf(free(request)).resolves.toEqualTypeOf<Response>()
  const bound = tokenHandler<{ user: string }>({
    minter,
    authorize: ({ context, body }) => {
      expectTypeOf(body).toEqualTypeOf<Readonly<Record<string, unknown>>>()
      return { subject: context.user, capabilities: [] }
    },
  })
  void bound(request, { user: 'alice' })
  // @ts-expect-error -- the context is missing
  void bound(request)
  // @ts-expect-error -- capabilities are missing
  tokenHandler({ minter, authorize: () => ({ subject: 'alice' }) })
})
