import type { Grant, Minter, Verifier } from '@grantline/core'
import { carried, defineCapability, exact, optional } from '@grantline/core'
import { Hono, type Context } from 'hono'
import { expectTypeOf, test } from 'vitest'
import { capabilities, tokenEndpoint, type CapabilityEnv } from '../src/index.ts'

declare const verifier: Verifier
declare const minter: Minter
declare const context: Context

const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  region: optional(exact()),
  clientName: carried(),
})

test('a guard knows a grant, an optional one perhaps none', () => {
  const flag = Boolean(context.req.query('flag'))
  expectTypeOf(capabilities({ verifier }).get(context)).toEqualTypeOf<Grant>()
  expectTypeOf(capabilities({ verifier, optional: false }).get(context)).toEqualTypeOf<Grant>()
  expectTypeOf(
    capabilities({ verifier, optional: true }).get(context),
  ).toEqualTypeOf<Grant | null>()
  expectTypeOf(
    capabilities({ verifier, optional: flag }).get(context),
  ).toEqualTypeOf<Grant | null>()
})

test('a requirement names every constraint, and nothing else', () => {
  const guard = capabilities({ verifier })
  guard.require(dial, { appSid: 'AP1', region: 'ie1' })
  guard.require(dial, (c) => ({ appSid: c.req.param('app'), region: 'ie1' }))
  guard.require(dial, async (c) => ({ appSid: c.req.param('app'), region: 'ie1' }))
  // @ts-expect-error -- region is missing
  guard.require(dial, { appSid: 'AP1' })
  // @ts-expect-error -- region is missing
  guard.require(dial, (c) => ({ appSid: c.req.param('app') }))
  // @ts-expect-error -- there is no parameter "to"
  guard.require(dial, { appSid: 'AP1', region: 'ie1', to: 'bob' })
  // @ts-expect-error -- there is no parameter "to"
  guard.require(dial, () => ({ appSid: 'AP1', region: 'ie1', to: 'bob' }))
  // @ts-expect-error -- there is no parameter "to"
  guard.require(dial, async () => ({ appSid: 'AP1', region: 'ie1', to: 'bob' }))
  // @ts-expect-error -- what is carried is not asked for
  guard.require(dial, { appSid: 'AP1', region: 'ie1', clientName: 'bob' })
  // @ts-expect-error -- a number is no string
  guard.require(dial, { appSid: 1, region: 'ie1' })
  // @ts-expect-error -- a number is no string
  guard.require(dial, () => ({ appSid: 1, region: 'ie1' }))
})

test('the handlers behind a guard know the grant and the parameters of their path', () => {
  const guard = capabilities({ verifier })
  new Hono().post(
    '/calls/:app',
    guard,
    guard.require(dial, (c) => ({ appSid: c.req.param('app'), region: 'ie1' })),
    (c) => {
      expectTypeOf(c.var.grant).toEqualTypeOf<Grant>()
      expectTypeOf(c.req.param('app')).toEqualTypeOf<string>()
      return c.body(null)
    },
  )
  new Hono().use(guard).get('/', (c) => c.json(c.var.grant.subject))
  new Hono<CapabilityEnv>().get('/', (c) => c.json(c.var.grant.subject))
})

test('an optional guard leaves the grant open until a capability is required', () => {
  const guard = capabilities({ verifier, optional: true })
  new Hono().get('/', guard, (c) => {
    expectTypeOf(c.var.grant).toEqualTypeOf<Grant | null>()
    return c.body(null)
  })
  new Hono().get('/', guard, guard.require(dial, { appSid: 'AP1', region: 'ie1' }), (c) =>
    c.json(c.var.grant.subject),
  )
})

test('the path a function reads can be annotated', () => {
  const guard = capabilities({ verifier })
  guard.require(dial, (c: Context<CapabilityEnv, '/calls/:app'>) => ({
    appSid: c.req.param('app'),
    region: 'ie1',
  }))
  // @ts-expect-error -- the path has no parameter of that name
  guard.require(dial, (c: Context<CapabilityEnv, '/calls/:app'>) => ({
    appSid: c.req.param('apps'),
    region: 'ie1',
  }))
})

test('options that are not there are refused', () => {
  capabilities({ verifier, from: [{ cookie: 'token' }] })
  // @ts-expect-error -- a refusal is always thrown
  capabilities({ verifier, deny: 'next' })
  // @ts-expect-error -- Hono has an error hook for that
  tokenEndpoint({ minter, authorize: () => null, onError: () => {} })
  tokenEndpoint({
    minter,
    authorize: (input) => {
      expectTypeOf(input.context).toEqualTypeOf<Context>()
      return null
    },
  })
})
