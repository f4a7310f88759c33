import { createServer } from 'node:http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { listen, type SocketHost } from '../../core/test/http/socket-host.ts'

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
