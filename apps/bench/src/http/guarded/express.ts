import { createServer, type IncomingMessage, type Server } from 'node:http'
import { capabilities } from '@grantline/express'
import express, { type Express, type Request, type RequestHandler } from 'express'
import type { Keys } from '../../keys.ts'
import { grantlineVerifier } from '../../peers/grantline.ts'
import { APP_SID, dial } from '../../work.ts'
import { allowsByHand, checkByHand, type Claims } from './by-hand.ts'
import type { Guarded } from './guarded.ts'

type Route = Request<{ app: string }>

/** Where somebody without a library puts them. */
type WithClaims = IncomingMessage & { claims?: Claims }

/** A server with a check for all calls, and one for the route. */
export function expressServer(...checks: readonly RequestHandler<never>[]): Server {
  const app: Express = express()
  const [all, route] = checks as readonly RequestHandler[]
  if (all !== undefined) app.use('/calls', all)
  app.get('/calls/:app', ...(route === undefined ? [answer] : [route, answer]))
  return createServer(app)
}

const answer: RequestHandler = (_req, res) => void res.end('ok')

/** Checks the scope that a middleware before has read. */
export function mayDial(scopeOf: (req: Route) => string): RequestHandler<{ app: string }> {
  return (req, res, next) => {
    if (allowsByHand(scopeOf(req), req.params.app)) next()
    else res.status(403).end()
  }
}

async function byHand(keys: Keys): Promise<Server> {
  const check = await checkByHand(keys)
  const authenticate: RequestHandler = (req: WithClaims, res, next) => {
    try {
      req.claims = check(req.headers.authorization)
    } catch {
      res.status(401).end()
      return
    }
    next()
  }
  return expressServer(
    authenticate,
    mayDial((req: WithClaims) => req.claims?.scope ?? ''),
  )
}

async function ours(keys: Keys, asks: 'static' | 'computed', isCached: boolean): Promise<Server> {
  const verifier = await grantlineVerifier(keys, isCached ? { cache: {} } : {})
  const guard = capabilities({ verifier })
  const requires =
    asks === 'static'
      ? guard.require(dial, { appSid: APP_SID })
      : guard.require(dial, (req: Route) => ({ appSid: req.params.app }))
  return expressServer(guard, requires)
}

const framework = 'express'

/** Express with nothing, with a check by hand, and with the guard. */
export const EXPRESS: readonly Guarded[] = [
  { name: 'bare', framework, kind: 'bare', make: async () => expressServer() },
  { name: 'by hand', framework, kind: 'by hand', make: byHand },
  ...(['static', 'computed'] as const).flatMap((asks): Guarded[] => [
    { name: `guard, ${asks}`, framework, kind: 'ours', make: (keys) => ours(keys, asks, false) },
    {
      name: `guard, ${asks}, cached`,
      framework,
      kind: 'ours, cached',
      make: (keys) => ours(keys, asks, true),
    },
  ]),
]
