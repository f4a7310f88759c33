import type { RequestListener } from 'node:http'
import { capabilities } from '@grantline/express'
import express, { type Request } from 'express'
import { clientIncoming } from '../shared/capabilities.ts'
import { REALM } from './app.ts'
import { answer, answerError, securityHeaders } from './express-answer.ts'
import { notFound } from './failure.ts'
import type { VerifyAppOptions } from './verify-app.ts'

/** The routes of the second process, with Express. */
export function createVerifyExpressApp(options: VerifyAppOptions): RequestListener {
  const { handlers, verifier, onDenial } = options
  const guard = capabilities({ verifier, realm: REALM, onDenial })
  const app = express()
    .disable('x-powered-by')
    .enable('case sensitive routing')
    .enable('strict routing')

  app.use(securityHeaders)
  app.get('/health', (_req, res) => answer(res, handlers.health()))
  app.get(
    '/people/:clientName/calls',
    guard,
    guard.require(clientIncoming, (req: Request<{ clientName: string }>) => ({
      clientName: req.params.clientName,
    })),
    // Express 5 passes on what an async handler throws.
    // oxlint-disable-next-line no-async-endpoint-handlers
    async (req, res) => answer(res, await handlers.calls(req.params.clientName)),
  )
  app.use((_req, res) => answer(res, notFound()))
  app.use(answerError(handlers.failed))
  return app
}
