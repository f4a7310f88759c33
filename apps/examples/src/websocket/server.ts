import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createVerifier, defineCapability, exact, importKey, type Grant } from '@grantline/core'
import { memoryRevocationStore } from '@grantline/core'
import {
  closeOnEnd,
  createGate,
  Denial,
  nodeView,
  refuseUpgrade,
  WS_PROTOCOL,
} from '@grantline/core/http'
import { WebSocketServer, type WebSocket } from 'ws'

// The tokens come from the endpoint of another server, which mints with the same secret.
const keys = await importKey({ alg: 'HS256', secret: process.env['TOKEN_SECRET'] ?? '' })
const revocation = memoryRevocationStore()
const verifier = createVerifier({ issuer: 'https://rooms.example', keys, revocation })
const gate = createGate({ verifier, from: ['websocket-protocol'] })

const join = defineCapability('room:join', { room: exact() })
const roomOf = ({ url = '/' }: IncomingMessage): string => url.slice(1)
const mayJoin = gate.require(join, (request: IncomingMessage) => ({ room: roomOf(request) }))

// Without `handleProtocols` ws would answer with the first protocol that the client offers.
const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => WS_PROTOCOL })

async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const view = nodeView(request)
  const grant = await gate.authenticate(view)
  await mayJoin(grant, view, request)
  sockets.handleUpgrade(request, socket, head, (client) => serve(client, grant, roomOf(request)))
}

const server = createServer((_request, response) => response.writeHead(426).end())
server.on('upgrade', (request, socket, head) => {
  // An error that nobody hears would end the process.
  socket.on('error', () => socket.destroy())
  admit(request, socket, head).catch((error: unknown) => {
    if (error instanceof Denial) refuseUpgrade(socket, error)
    else socket.destroy()
  })
})

/** Repeats what it hears until the token ends; `token <fresh token>` lets it go on. */
function serve(client: WebSocket, grant: Grant, room: string): void {
  const watch = closeOnEnd(client, grant, { revocation })
  const renew = async (token: string): Promise<void> => {
    const fresh = await verifier.verify(token)
    // A token of the same user that does not allow the room is no way to stay in it.
    fresh.require(join, { room })
    watch.renew(fresh)
  }
  client.on('message', (data) => {
    const text = (data as Buffer).toString()
    const [, token] = /^token (.*)$/.exec(text) ?? []
    if (token === undefined) return client.send(`${grant.subject}: ${text}`)
    renew(token).then(
      () => client.send('renewed'),
      (error: Error & { code?: string }) => client.send(`refused: ${error.code}`),
    )
  })
  client.on('error', () => client.terminate())
}

server.listen(3000, '127.0.0.1')
