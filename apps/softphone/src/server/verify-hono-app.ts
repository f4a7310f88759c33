import type { RequestListener } from 'node:http'
import { capabilities } from '@grantline/hono'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { clientIncoming } from '../shared/capabilities.ts'
import { REALM } from './app.ts'
import { notFound } from './failure.ts'
import { answer, answerError, securityHeaders } from './hono-answer.ts'
import type { VerifyAppOptions } from './verify-app.ts'

/** The routes of the second process, with Hono. */
export function createVerifyHonoApp(options: VerifyAppOptions): RequestListener {
  const { handlers, verifier, onDenial } = options
  const guard = capabilities({ verifier, realm: REALM, onDenial })
  const app = new Hono()

  app.use(securityHeaders)
  app.get('/health', () => answer(handlers.health()))
  app.get(
    '/people/:clientName/calls',
    guard,
    guard.require(clientIncoming, (c) => ({ clientName: c.req.param('clientName') })),
    async (c) => answer(await handlers.calls(c.req.param('clientName'))),
  )
  app.notFound(() => answer(notFound()))
  app.onError(answerError(handlers.failed))
  return getRequestListener(app.fetch)
}
