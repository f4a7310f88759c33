import type { RequestListener } from 'node:http'
import { capabilities, jwksEndpoint, revocationEndpoint, tokenEndpoint } from '@grantline/express'
import express, { type Request, type Response } from 'express'
import { clientOutgoing, eventStream, PRESENCE_EVENTS } from '../shared/capabilities.ts'
import { REALM, type AppOptions } from './app.ts'
import { answer, answerError, answerStream, securityHeaders } from './express-answer.ts'
import { notFound } from './failure.ts'
import { MAX_BODY_BYTES, type Incoming } from './handlers.ts'
import { pageCaching } from './page-headers.ts'

/** The routes of the demo, with Express. */
export function createExpressApp(options: AppOptions): RequestListener {
  const { handlers, tokens, onDenial, pageFolder } = options
  const { keys, minter, verifier, revocation } = tokens
  const guard = capabilities({ verifier, realm: REALM, onDenial })
  const body = express.text({ type: () => true, limit: MAX_BODY_BYTES })
  const app = express()
    .disable('x-powered-by')
    .enable('case sensitive routing')
    .enable('strict routing')

  app.use(securityHeaders)
  app.get('/health', (_req, res) => answer(res, handlers.health()))
  app.all('/.well-known/jwks.json', jwksEndpoint({ keys }))
  app.post('/sign-in', body, (req, res) => answer(res, handlers.signIn(incomingOf(req))))
  // Express 5 passes on what an async handler throws.
  // oxlint-disable-next-line no-async-endpoint-handlers
  app.post('/sign-out', body, async (req, res) =>
    answer(res, await handlers.signOut(incomingOf(req))),
  )
  app.all(
    '/token',
    tokenEndpoint({
      minter,
      realm: REALM,
      authorize: ({ request, body: wish }) =>
        handlers.authorize(wish, request.headers.get('cookie')),
    }),
  )
  app.all(
    '/token/revoke',
    revocationEndpoint({
      verifier,
      revocation,
      realm: REALM,
      authorize: ({ request, form, grant }) =>
        handlers.mayRevoke(form.get('as'), grant, request.headers.get('cookie')),
    }),
  )
  app.get('/events', guard, guard.require(eventStream, { path: PRESENCE_EVENTS }), (req, res) =>
    answerStream(res, handlers.events(guard.get(req))),
  )
  app.post(
    '/applications/:appSid/calls',
    guard,
    guard.require(clientOutgoing, (req: Request<{ appSid: string }>) => ({
      appSid: req.params.appSid,
    })),
    body,
    (req, res) => answer(res, handlers.dial(guard.get(req), req.params.appSid, incomingOf(req))),
  )
  if (pageFolder !== undefined) {
    app.use(express.static(pageFolder, { cacheControl: false, setHeaders: setCaching }))
  }
  app.use((_req, res) => answer(res, notFound()))
  app.use(answerError(handlers.failed))
  return app
}

function setCaching(res: Response, path: string): void {
  res.set('cache-control', pageCaching(path))
}

function incomingOf(req: Request<object>): Incoming {
  const body: unknown = req.body
  return { header: (name) => req.get(name), body: typeof body === 'string' ? body : '' }
}
