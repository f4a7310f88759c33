import { createServer, type Server } from 'node:http'
import type { Verifier } from '@grantline/core'
import { capabilities, jwksEndpoint, revocationEndpoint, tokenEndpoint } from '@grantline/express'
import express, { type Express, type Request } from 'express'
import { authorizeWith, call, USER, type Parts } from './parts.ts'

/** The server on Express; it does not listen yet. */
export function onExpress({ ring, minter, verifier, revocation, doors }: Parts): Server {
  const app = express()
  app.post(
    '/token',
    // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 hears what it rejects with
    async (req, res, next) => {
      const refused = await doors.beforeToken?.(req.get(USER) ?? '')
      if (refused === undefined) return next()
      res.status(503).set('Retry-After', String(refused.retryAfter)).end()
    },
    tokenEndpoint({ minter, authorize: authorizeWith(doors) }),
  )
  app.get('/jwks.json', jwksEndpoint({ keys: ring, maxAge: 1 }))
  app.post('/revoke', revocationEndpoint({ verifier, revocation, authorize: () => true }))
  guardCalls(app, verifier)
  return createServer(app)
}

/** A server on Express that has only the guarded route; it does not listen yet. */
export function verifyingOnExpress(verifier: Verifier): Server {
  const app = express()
  guardCalls(app, verifier)
  return createServer(app)
}

function guardCalls(app: Express, verifier: Verifier): void {
  const guard = capabilities({ verifier })
  const own = guard.require(call, (req: Request<{ user: string }>) => ({ user: req.params.user }))
  app.use('/calls', guard)
  app.get('/calls/:user', own, (req, res) => {
    const { keyId = '', id } = guard.get(req)
    res.json({ kid: keyId, jti: id })
  })
}
