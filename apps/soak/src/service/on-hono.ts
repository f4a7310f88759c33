import type { Server } from 'node:http'
import type { Verifier } from '@grantline/core'
import { capabilities, jwksEndpoint, revocationEndpoint, tokenEndpoint } from '@grantline/hono'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { authorizeWith, call, USER, type Parts } from './parts.ts'

/** The server on Hono; it does not listen yet. */
export function onHono({ ring, minter, verifier, revocation, doors }: Parts): Server {
  const app = new Hono()
  app.use('/token', async (c, next) => {
    const refused = await doors.beforeToken?.(c.req.header(USER) ?? '')
    if (refused === undefined) return next()
    return c.body(null, 503, { 'Retry-After': String(refused.retryAfter) })
  })
  app.post('/token', tokenEndpoint({ minter, authorize: authorizeWith(doors) }))
  app.get('/jwks.json', jwksEndpoint({ keys: ring, maxAge: 1 }))
  app.post('/revoke', revocationEndpoint({ verifier, revocation, authorize: () => true }))
  guardCalls(app, verifier)
  return toServer(app)
}

/** A server on Hono that has only the guarded route; it does not listen yet. */
export function verifyingOnHono(verifier: Verifier): Server {
  const app = new Hono()
  guardCalls(app, verifier)
  return toServer(app)
}

function toServer(app: Hono): Server {
  return createAdaptorServer({ fetch: app.fetch }) as Server
}

function guardCalls(app: Hono, verifier: Verifier): void {
  const guard = capabilities({ verifier })
  const own = guard.require(call, (c) => ({ user: c.req.param('user') }))
  app.use('/calls/*', guard)
  app.get('/calls/:user', own, (c) => {
    const { keyId = '', id } = guard.get(c)
    return c.json({ kid: keyId, jti: id })
  })
}
