import {
  capabilities,
  exchangeEndpoint,
  introspectionEndpoint,
  jwksEndpoint,
  metadataEndpoint,
  revocationEndpoint,
  ticketEndpoint,
  tokenEndpoint,
} from '@grantline/express'
import express, { type ErrorRequestHandler, type Express, type Router } from 'express'
import type { Setup } from '../../src/setup.ts'
import { dial } from '../../src/world.ts'
import { behindPath, type StartHost } from './host.ts'
import { plugIn } from './switchboard.ts'

/** How an Express host differs from the plainest one. */
export interface ExpressHostOptions {
  /** Adds what stands in front of all routes. */
  readonly prepare?: (app: Express) => void
  /** Where the routes are mounted. */
  readonly mount?: string
}

/** Starts the routes of every host on Express. */
export function startExpress(options: ExpressHostOptions = {}): StartHost {
  return async (setup) => {
    const { app, errors } = buildExpress(setup, options)
    return behindPath(options.mount ?? '', await plugIn(app, errors))
  }
}

/** The routes of every host, and what reaches the error handlers behind them. */
export function buildExpress(
  setup: Setup,
  { prepare, mount = '/' }: ExpressHostOptions = {},
): { app: Express; errors: unknown[] } {
  const app = express()
  app.disable('etag')
  app.disable('x-powered-by')
  prepare?.(app)
  app.use(mount, routesOf(setup))
  const errors: unknown[] = []
  const hook: ErrorRequestHandler = (error, _req, res, _next) => {
    errors.push(error)
    res.status(500).end('Internal Server Error')
  }
  app.use(hook)
  return { app, errors }
}

function routesOf(setup: Setup): Router {
  const guard = capabilities(setup.gate)
  const calls = express.Router()
  calls.use(guard)
  calls.all(
    '/:app',
    guard.require(dial, (req) => ({ appSid: req.params.app })),
    (req, res) => {
      res.json({ subject: guard.get(req)?.subject })
    },
  )

  const router = express.Router()
  router.all('/whoami', guard, (req, res) => {
    res.json({ subject: guard.get(req)?.subject ?? null })
  })
  router.all('/fixed', guard, guard.require(dial, { appSid: 'AP1' }), (req, res) => {
    res.json({ subject: guard.get(req)?.subject })
  })
  router.all('/other', guard, guard.require(dial, { appSid: setup.other }))
  router.use('/calls', calls)
  router.all('/broken', guard, guard.require(dial, fail))
  router.all('/twice', guard, guard, (req, res) => {
    res.json({ subject: guard.get(req)?.subject })
  })
  router.all('/unguarded', guard.require(dial, { appSid: 'AP1' }), (_req, res) => {
    res.json({ subject: 'somebody' })
  })
  router.all('/token', tokenEndpoint(setup.token))
  router.all('/exchange', exchangeEndpoint(setup.exchange))
  router.all('/ticket', ticketEndpoint(setup.ticket))
  router.all('/revoke', revocationEndpoint(setup.revocation))
  router.all('/introspect', introspectionEndpoint(setup.introspection))
  router.all('/jwks.json', jwksEndpoint(setup.jwks))
  router.all('/metadata', metadataEndpoint(setup.metadata))
  return router
}

function fail(): never {
  throw new Error('broken')
}
