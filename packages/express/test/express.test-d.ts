import type { Grant, Minter, Verifier } from '@grantline/core'
import { carried, defineCapability, exact, optional } from '@grantline/core'
import express, { type Request } from 'express'
import { expectTypeOf, test } from 'vitest'
import { capabilities, tokenEndpoint } from '../src/index.ts'

declare const verifier: Verifier
declare const minter: Minter
declare const req: Request

const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  region: optional(exact()),
  clientName: carried(),
})
const app = express()

test('a guard knows a grant, an optional one perhaps none', () => {
  const flag = Boolean(req.query['flag'])
  expectTypeOf(capabilities({ verifier }).get(req)).toEqualTypeOf<Grant>()
  expectTypeOf(capabilities({ verifier, optional: false }).get(req)).toEqualTypeOf<Grant>()
  expectTypeOf(capabilities({ verifier, optional: true }).get(req)).toEqualTypeOf<Grant | null>()
  expectTypeOf(capabilities({ verifier, optional: flag }).get(req)).toEqualTypeOf<Grant | null>()
  expectTypeOf(req.grant).toEqualTypeOf<Grant | null | undefined>()
})

test('a requirement names every constraint, and nothing else', () => {
  const guard = capabilities({ verifier })
  guard.require(dial, { appSid: 'AP1', region: 'ie1' })
  guard.require(dial, ({ params }) => ({ appSid: params.app, region: 'ie1' }))
  guard.require(dial, async ({ params }) => ({ appSid: params.app, region: 'ie1' }))
  // @ts-expect-error -- region is missing
  guard.require(dial, { appSid: 'AP1' })
  // @ts-expect-error -- region is missing
  guard.require(dial, ({ params }) => ({ appSid: params.app }))
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

test('the handlers behind a guard keep the parameters of their path', () => {
  const guard = capabilities({ verifier })
  app.post(
    '/calls/:app',
    guard,
    guard.require(dial, (request) => ({ appSid: request.params.app, region: 'ie1' })),
    (request) => {
      expectTypeOf(request.params).toEqualTypeOf<{ app: string }>()
      expectTypeOf(guard.get(request)).toEqualTypeOf<Grant>()
    },
  )
  app.use('/calls', guard)
})

test('the parameters a function reads can be annotated', () => {
  const guard = capabilities({ verifier })
  guard.require(dial, (request: Request<{ app: string }>) => ({
    appSid: request.params.app,
    region: 'ie1',
  }))
  guard.require(dial, (request: Request<{ app: string }>) => ({
    // @ts-expect-error -- the path has no parameter of that name
    appSid: request.params.apps,
    region: 'ie1',
  }))
})

test('options that are not there are refused', () => {
  capabilities({ verifier, from: [{ cookie: 'token' }] })
  // @ts-expect-error -- there is no such way
  capabilities({ verifier, deny: 'redirect' })
  // @ts-expect-error -- Express has error handlers for that
  tokenEndpoint({ minter, authorize: () => null, onError: () => {} })
  tokenEndpoint({
    minter,
    authorize: ({ context }) => {
      expectTypeOf(context.req).toEqualTypeOf<Request>()
      return null
    },
  })
})
