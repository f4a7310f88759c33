import { getRequestListener } from '@hono/node-server'
import {
  capabilities,
  exchangeEndpoint,
  introspectionEndpoint,
  jwksEndpoint,
  metadataEndpoint,
  revocationEndpoint,
  ticketEndpoint,
  tokenEndpoint,
} from '@grantline/hono'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Setup } from '../../src/setup.ts'
import { dial } from '../../src/world.ts'
import { askFetch } from './ask-fetch.ts'
import { behindPath, type StartHost } from './host.ts'
import { plugIn } from './switchboard.ts'

/** How a Hono host differs from the plainest one. */
export interface HonoHostOptions {
  /** Adds what stands in front of all routes. */
  readonly prepare?: (app: Hono) => void
  /** Where the routes are. */
  readonly basePath?: string
}

/** The routes of every host on Hono, without a socket: `app.request`. */
export function startHono(options: HonoHostOptions = {}): StartHost {
  return async (setup) => {
    const { app, errors } = buildHono(setup, options)
    const send = askFetch(async (url, init) => app.request(url, init))
    return behindPath(options.basePath ?? '', { errors, send, close: () => {} })
  }
}

/** The same behind a real socket: `@hono/node-server`. */
export function startNodeServer(options: HonoHostOptions = {}): StartHost {
  return async (setup) => {
    const { app, errors } = buildHono(setup, options)
    const listener = getRequestListener(app.fetch)
    const host = await plugIn((req, res) => void listener(req, res), errors)
    return behindPath(options.basePath ?? '', host)
  }
}

/** The routes of every host, and what reaches the error hook that is no refusal. */
export function buildHono(
  setup: Setup,
  { prepare, basePath = '/' }: HonoHostOptions = {},
): { app: Hono; errors: unknown[] } {
  const errors: unknown[] = []
  const guard = capabilities(setup.gate)
  const app = new Hono()
  prepare?.(app)
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    errors.push(error)
    return c.text('Internal Server Error', 500)
  })

  const calls = new Hono()
  calls.use(guard)
  calls.all(
    '/:app',
    guard.require(dial, (c) => ({ appSid: c.req.param('app') })),
    (c) => c.json({ subject: c.var.grant.subject }),
  )
  const routes = app.basePath(basePath)
  routes.route('/calls', calls)
  routes.all('/whoami', guard, (c) => c.json({ subject: guard.get(c)?.subject ?? null }))
  routes.all('/fixed', guard, guard.require(dial, { appSid: 'AP1' }), (c) =>
    c.json({ subject: c.var.grant.subject }),
  )
  routes.all('/other', guard, guard.require(dial, { appSid: setup.other }))
  routes.all('/broken', guard, guard.require(dial, fail))
  routes.all('/twice', guard, guard, (c) => c.json({ subject: guard.get(c)?.subject }))
  routes.all('/unguarded', guard.require(dial, { appSid: 'AP1' }), (c) =>
    c.json({ subject: 'somebody' }),
  )
  routes.all('/token', tokenEndpoint(setup.token))
  routes.all('/exchange', exchangeEndpoint(setup.exchange))
  routes.all('/ticket', ticketEndpoint(setup.ticket))
  routes.all('/revoke', revocationEndpoint(setup.revocation))
  routes.all('/introspect', introspectionEndpoint(setup.introspection))
  routes.all('/jwks.json', jwksEndpoint(setup.jwks))
  routes.all('/metadata', metadataEndpoint(setup.metadata))
  return { app, errors }
}

function fail(): never {
  throw new Error('broken')
}
