import type { RequestListener } from 'node:http'
import { capabilities, tokenEndpoint } from '@grantline/hono'
import { getRequestListener } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { clientOutgoing } from '../shared/capabilities.ts'
import { REALM, type AppOptions } from './app.ts'
import { MAX_BODY_BYTES, type Incoming } from './handlers.ts'
import { pageCaching, SECURITY_HEADERS } from './page-headers.ts'
import type { Reply } from './reply.ts'

/** The routes of the demo, with Hono. */
export function createHonoApp(options: AppOptions): RequestListener {
  const { handlers, tokens, onDenial, pageFolder } = options
  const { minter, verifier } = tokens
  const guard = capabilities({ verifier, realm: REALM, onDenial })
  const body = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => answer(handlers.tooLarge()) })
  const app = new Hono()

  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value)
  })
  app.get('/health', () => answer(handlers.health()))
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
  app.notFound(() => answer(handlers.notFound()))
  app.onError((error) =>
    error instanceof HTTPException && error.res !== undefined
      ? error.getResponse()
      : answer(handlers.failed(error)),
  )
  return getRequestListener(app.fetch)
}

function setCaching(path: string, c: Context): void {
  c.header('cache-control', pageCaching(path))
}

async function incomingOf(c: Context): Promise<Incoming> {
  return { header: (name) => c.req.header(name), body: await c.req.text() }
}

function answer({ status, headers, body }: Reply): Response {
  return new Response(body, { status, headers })
}
