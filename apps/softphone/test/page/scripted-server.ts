import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ClientMessage, ServerMessage } from '../../src/shared/protocol.ts'

/** One socket that got through the upgrade. */
export interface ServerSocket {
  readonly token: string
  readonly received: readonly ClientMessage[]
  send(message: ServerMessage): void
  close(code: number, reason?: string): void
  /** Once the socket is closed on both sides. */
  readonly gone: Promise<void>
}

/** A signalling server that does nothing but what a test tells it to. */
export interface ScriptedServer {
  readonly url: string
  /** Every socket that got through, in order. */
  readonly sockets: readonly ServerSocket[]
  /** The tokens of all upgrades, let through or not. */
  readonly tokens: readonly string[]
  /** Tokens that do not get through. */
  readonly refused: Set<string>
  close(): Promise<void>
}

export async function scriptedServer(port = 0): Promise<ScriptedServer> {
  const http: Server = createServer()
  const sockets: ServerSocket[] = []
  const tokens: string[] = []
  const refused = new Set<string>()
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: () => 'grantline.v1',
  })
  http.on('upgrade', (request, socket, head) => {
    const offered = request.headers['sec-websocket-protocol'] ?? ''
    const token = /grantline\.bearer\.([^,\s]+)/.exec(offered)?.[1] ?? ''
    tokens.push(token)
    if (refused.has(token)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      return
    }
    server.handleUpgrade(request, socket, head, (open) => sockets.push(serverSocket(open, token)))
  })
  http.listen(port, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address() as AddressInfo

  return {
    url: `ws://127.0.0.1:${address.port}/signal`,
    sockets,
    tokens,
    refused,
    async close() {
      for (const open of server.clients) open.terminate()
      http.close()
      http.closeAllConnections()
      if (http.listening) await once(http, 'close')
    },
  }
}

function serverSocket(open: WebSocket, token: string): ServerSocket {
  const received: ClientMessage[] = []
  open.on('message', (data: Buffer) => {
    received.push(JSON.parse(data.toString()) as ClientMessage)
  })
  return {
    token,
    received,
    send: (message) => open.send(JSON.stringify(message)),
    close: (code, reason) => open.close(code, reason),
    gone: new Promise((resolve) => open.once('close', () => resolve())),
  }
}
