import { createServer } from 'node:http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Setup, StartHost } from '../../core/test/http/suite/host.ts'
import { listen, type SocketHost } from '../../core/test/http/suite/socket-host.ts'
import { dial } from '../../core/test/http/suite/world.ts'
import { capabilities, tokenEndpoint } from '../src/index.ts'

/** Starts an Express host; `prepare` adds what stands in front of all routes. */
export function startExpress(prepare: (app: Express) => void = () => {}): StartHost {
  return async ({ gate, token }: Setup) => {
    const guard = capabilities(gate)
    const calls = express.Router()
    calls.use(guard)
    calls.all(
      '/:app',
      guard.require(dial, (req) => ({ appSid: req.params.app })),
      (req, res) => {
        res.json({ subject: guard.get(req)?.subject })
      },
    )

    return await serve((app) => {
      prepare(app)
      app.all('/whoami', guard, (req, res) => {
        res.json({ subject: guard.get(req)?.subject ?? null })
      })
      app.all('/fixed', guard, guard.require(dial, { appSid: 'AP1' }), (req, res) => {
        res.json({ subject: guard.get(req)?.subject })
      })
      app.all('/other', guard, guard.require(dial, { appSid: 'AP 2' }))
      app.use('/calls', calls)
      app.all('/broken', guard, guard.require(dial, fail))
      app.all('/twice', guard, guard, (req, res) => {
        res.json({ subject: guard.get(req)?.subject })
      })
      app.all('/unguarded', guard.require(dial, { appSid: 'AP1' }), (_req, res) => {
        res.json({ subject: 'somebody' })
      })
      app.all('/token', tokenEndpoint(token))
    })
  }
}

/** Starts an application behind a real socket and collects what reaches its error handler. */
export async function serve(build: (app: Express) => void): Promise<SocketHost> {
  const app = express()
  app.disable('etag')
  build(app)
  const errors: unknown[] = []
  const hook: ErrorRequestHandler = (error, _req, res, _next) => {
    errors.push(error)
    res.status(500).end('Internal Server Error')
  }
  app.use(hook)
  return await listen(createServer(app), errors)
}

function fail(): never {
  throw new Error('broken')
}
