import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Grant, RevocationStore, Verifier } from '@grantline/core'
import { isGrantlineError } from '@grantline/core'
import { closeOnEnd, WS_PROTOCOL, type GateOptions } from '@grantline/core/http'
import { capabilities as expressGuard } from '@grantline/express'
import { capabilities as honoGuard } from '@grantline/hono'
import { serve, upgradeWebSocket, type WebSocketServerLike } from '@hono/node-server'
import { Hono } from 'hono'
import { WebSocketServer, type WebSocket } from 'ws'

/** What a WebSocket server of a test is made of. */
export interface SocketSetup {
  readonly gate: GateOptions
  readonly verifier: Verifier
  readonly revocation: RevocationStore
}

/** Hears what is to be cleaned up after a test. */
export type OnFinished = (clean: () => void) => void

/** Starts a WebSocket server at `/ws` and gives its port. */
export type StartSockets = (setup: SocketSetup, onFinished: OnFinished) => Promise<number>

/** Express has no WebSockets of its own: `ws` beside it, on the same server. */
export const startWithExpress: StartSockets = async (
  { gate, verifier, revocation },
  onFinished,
) => {
  const guard = expressGuard(gate)
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => WS_PROTOCOL })
  const server = createServer()
  server.on('upgrade', async (req, socket, head) => {
    const grant = await guard.authenticateUpgrade(req, socket)
    if (grant === null) return
    sockets.handleUpgrade(req, socket, head, (ws) => {
      talk(ws, grant, verifier, revocation)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onFinished(() => {
    for (const ws of sockets.clients) ws.terminate()
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

/** Hono has them on Node by `@hono/node-server`, with the guard as a middleware in front. */
export const startWithHono: StartSockets = async ({ gate, verifier, revocation }, onFinished) => {
  const guard = honoGuard(gate)
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => WS_PROTOCOL })
  const app = new Hono().get(
    '/ws',
    guard,
    upgradeWebSocket((c) => ({
      onOpen: (_event, { raw }) => {
        const grant = guard.get(c)
        if (grant !== null) talk(raw as unknown as WebSocket, grant, verifier, revocation)
      },
    })),
  )
  const options = { fetch: app.fetch, hostname: '127.0.0.1', port: 0 }
  // The types of `ws` fit only without exactOptionalPropertyTypes.
  const websocket = { server: sockets } as unknown as { server: WebSocketServerLike }
  const server = serve({ ...options, websocket })
  await once(server, 'listening')
  onFinished(() => {
    for (const ws of sockets.clients) ws.terminate()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Greets, and takes fresh tokens in band. */
function talk(ws: WebSocket, grant: Grant, verifier: Verifier, revocation: RevocationStore): void {
  const watch = closeOnEnd(ws, grant, { revocation })
  ws.addEventListener('message', async ({ data }) => {
    const result = await verifier.check(typeof data === 'string' ? data : '')
    ws.send(result.ok ? renewed(() => watch.renew(result.grant)) : result.error.code)
  })
  ws.send(`hello ${grant.subject}`)
}

function renewed(renew: () => void): string {
  try {
    renew()
    return 'renewed'
  } catch (error) {
    return isGrantlineError(error) ? error.code : 'failed'
  }
}
