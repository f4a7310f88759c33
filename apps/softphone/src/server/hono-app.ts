import type { RequestListener } from 'node:http'
import { capabilities, jwksEndpoint, revocationEndpoint, tokenEndpoint } from '@grantline/hono'
import { getRequestListener } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { clientOutgoing, eventStream, PRESENCE_EVENTS } from '../shared/capabilities.ts'
import { REALM, type AppOptions } from './app.ts'
import { notFound, tooLarge } from './failure.ts'
import { MAX_BODY_BYTES, type Incoming } from './handlers.ts'
import { answer, answerError, securityHeaders } from './hono-answer.ts'
import { pageCaching } from './page-headers.ts'

/** The routes of the demo, with Hono. */
export function createHonoApp(options: AppOptions): RequestListener {
  const { handlers, tokens, onDenial, pageFolder } = options
  const { keys, minter, verifier, revocation } = tokens
  const guard = capabilities({ verifier, realm: REALM, onDenial })
  const body = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => answer(tooLarge()) })
  const app = new Hono()

  app.use(securityHeaders)
  app.get('/health', () => answer(handlers.health()))
  app.all('/.well-known/jwks.json', jwksEndpoint({ keys }))
  app.post('/sign-in', body, async (c) => answer(handlers.signIn(await incomingOf(c))))
  app.post('/sign-out', body, async (c) => answer(await handlers.signOut(await incomingOf(c))))
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
  app.get('/events', guard, guard.require(eventStream, { path: PRESENCE_EVENTS }), (c) =>
    answer(handlers.events(guard.get(c))),
  )
  app.post(
    '/applications/:appSid/calls',
    guard,
    guard.require(clientOutgoing, (c) => ({ appSid: c.req.param('appSid') })),
    body,
    async (c) => answer(handlers.dial(guard.get(c), c.req.param('appSid'), await incomingOf(c))),
  )
  if (pageFolder !== undefined) {
    app.use(serveStatic({ root: pageFolder, onFound: setCaching }))
  }
  app.notFound(() => answer(notFound()))
  app.onError(answerError(handlers.failed))
  return getRequestListener(app.fetch)
}

function setCaching(path: string, c: Context): void {
  c.header('cache-control', pageCaching(path))
}

async function incomingOf(c: Context): Promise<Incoming> {
  return { header: (name) => c.req.header(name), body: await c.req.text() }
}
