import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createVerifier, importKey, type Grant, type RevocationStore } from '@grantline/core'
import {
  closeOnEnd,
  createGate,
  Denial,
  nodeView,
  refuseUpgrade,
  WS_PROTOCOL,
} from '@grantline/core/http'
import { WebSocketServer, type WebSocket } from 'ws'
import { SECRET } from '../../keys.ts'
import { AUDIENCE, ISSUER } from '../../work.ts'
import type { SocketServer } from '../task.ts'

/** Takes a connection that wants to become a WebSocket. */
export type Admit = (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>

/** Settings of {@link admitting}. */
export interface AdmitOptions {
  readonly kind: SocketServer
  readonly revocation: RevocationStore
  /** Hears of each socket that is closed because its token ended. */
  readonly onEnd: () => void
}

/** The longest that a timer sleeps before it overflows. */
const LONGEST_MS = 2 ** 31 - 1

/** Makes one of those that are compared. */
export async function admitting(options: AdmitOptions): Promise<Admit> {
  // Without `handleProtocols` ws would answer with the first protocol that the client offers.
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => WS_PROTOCOL })
  const keys = await importKey({ alg: 'HS256', secret: SECRET })
  const { revocation } = options
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, revocation })
  const gate = createGate({ verifier, from: ['websocket-protocol'] })
  const serve = serving(options)
  if (options.kind === 'bare') {
    return async (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, listen)
    }
  }
  return async (request, socket, head) => {
    try {
      const grant = await gate.authenticate(nodeView(request))
      sockets.handleUpgrade(request, socket, head, (client) => {
        listen(client)
        serve(client, grant)
      })
    } catch (error) {
      if (error instanceof Denial) refuseUpgrade(socket, error)
      else socket.destroy()
    }
  }
}

/** What every server listens to. */
function listen(client: WebSocket): void {
  client.on('error', () => client.terminate())
}

function serving({
  kind,
  revocation,
  onEnd,
}: AdmitOptions): (client: WebSocket, grant: Grant) => void {
  if (kind === 'watched') return (client, grant) => void closeOnEnd(client, grant, { onEnd })
  if (kind === 'revocable') {
    return (client, grant) => void closeOnEnd(client, grant, { onEnd, revocation })
  }
  return (client, grant) => {
    // What a message would be judged by.
    client.on('message', () => grant.expiresAt)
    if (kind !== 'by-hand') return
    const end = (): void => {
      onEnd()
      client.close(4401, 'expired')
    }
    const timer = setTimeout(end, Math.min(grant.expiresAt * 1000 - Date.now(), LONGEST_MS))
    client.on('close', () => clearTimeout(timer))
  }
}
