import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { HOST_ORIGIN, readResponse, type StartHost } from '../../core/test/http/suite/host.ts'
import { listen, type SocketHost } from '../../core/test/http/suite/socket-host.ts'
import type { Setup } from '../../core/test/http/suite/host.ts'
import { dial } from '../../core/test/http/suite/world.ts'
import { capabilities, tokenEndpoint } from '../src/index.ts'

/** The application of the shared suite; `prepare` adds what stands in front of all routes. */
function buildHono(
  { gate, token }: Setup,
  prepare: (app: Hono) => void = () => {},
): { app: Hono; errors: unknown[] } {
  const errors: unknown[] = []
  const guard = capabilities(gate)
  const app = new Hono()
  prepare(app)
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
  app.route('/calls', calls)
  app.all('/whoami', guard, (c) => c.json({ subject: guard.get(c)?.subject ?? null }))
  app.all('/fixed', guard, guard.require(dial, { appSid: 'AP1' }), (c) =>
    c.json({ subject: c.var.grant.subject }),
  )
  app.all('/other', guard, guard.require(dial, { appSid: 'AP 2' }))
  app.all('/broken', guard, guard.require(dial, fail))
  app.all('/twice', guard, guard, (c) => c.json({ subject: guard.get(c)?.subject }))
  app.all('/unguarded', guard.require(dial, { appSid: 'AP1' }), (c) =>
    c.json({ subject: 'somebody' }),
  )
  app.all('/token', tokenEndpoint(token))
  return { app, errors }
}

/** A host without a socket: `app.request`. */
export function startHono(prepare?: (app: Hono) => void): StartHost {
  return async (setup) => {
    const { app, errors } = buildHono(setup, prepare)
    return {
      errors,
      send: async ({ method, path, headers = [], body }) => {
        const pairs = headers.map(([name, value]): [string, string] => [name, value])
        const init = { method, headers: pairs }
        const url = `${HOST_ORIGIN}${path}`
        return await readResponse(
          await app.request(url, body === undefined ? init : { ...init, body }),
        )
      },
      close: async () => {},
    }
  }
}

/** A host behind a real socket: `@hono/node-server`. */
export function startNodeServer(
  prepare?: (app: Hono) => void,
): (setup: Setup) => Promise<SocketHost> {
  return async (setup) => {
    const { app, errors } = buildHono(setup, prepare)
    const listener = getRequestListener(app.fetch)
    const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
    return await listen(server, errors)
  }
}

function fail(): never {
  throw new Error('broken')
}
