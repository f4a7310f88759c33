import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { createGate, Denial, nodeView, refuseUpgrade, WS_PROTOCOL } from '@grantline/core/http'
import { WebSocketServer, type WebSocket } from 'ws'
import { REALM } from './app.ts'
import { MAX_MESSAGE_BYTES } from './client-message.ts'
import { problemReply, type Reply } from './reply.ts'
import { openSignalLine, type SignalLineOptions } from './signal-line.ts'
import type { SetTimer } from './timers.ts'

/** Where pages open their sockets. */
const SIGNAL_PATH = '/signal'

/** Seconds between two pings; a socket that missed one is dead by the next. */
const HEARTBEAT_SECONDS = 20
/** Seconds that a socket has to say goodbye when the server stops. */
const GOODBYE_SECONDS = 0.25
/** The close code of a server that stops (IANA registry, "Service Restart"). */
const CLOSE_RESTART = 1012

/** Settings of {@link attachSignalServer}. */
export interface SignalServerOptions extends SignalLineOptions {
  readonly setTimer: SetTimer
  /** Told of every refusal. */
  readonly onDenial: (denial: Denial) => void
}

/** The sockets of one server. */
export interface SignalServer {
  /** Closes every socket and takes no more. */
  close(): Promise<void>
}

/** Answers the upgrades of an HTTP server: a socket opens only with a good token. */
export function attachSignalServer(server: Server, options: SignalServerOptions): SignalServer {
  const { verifier, setTimer, onDenial, onError } = options
  const gate = createGate({ verifier, from: ['websocket-protocol'], realm: REALM, onDenial })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    // The token is offered as a subprotocol too; it must not come back in the answer.
    handleProtocols: () => WS_PROTOCOL,
  })
  let isClosing = false

  const upgrade = async (message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    if (isClosing) return refuse(socket, problemReply(503, 'stopping', 'The server stops.'))
    const [path] = (message.url ?? '').split('?')
    if (path !== SIGNAL_PATH) {
      return refuse(socket, problemReply(404, 'not_found', 'There is no socket here.'))
    }
    const grant = await gate.authenticate(nodeView(message))
    const session = grant?.session
    if (grant === null || session === undefined) {
      return refuse(socket, problemReply(403, 'no_session', 'The token names no session.'))
    }
    if (isClosing) return void socket.destroy()
    sockets.handleUpgrade(message, socket, head, (open) =>
      openSignalLine(open, { grant, session }, options),
    )
  }

  server.on('upgrade', (message, socket, head) => {
    // A connection that breaks off meanwhile must not bring the server down.
    socket.on('error', () => socket.destroy())
    upgrade(message, socket, head).catch((error: unknown) => {
      if (error instanceof Denial) return refuseUpgrade(socket, error)
      onError(error)
      refuse(socket, problemReply(500, 'failed', 'The server failed.'))
    })
  })
  const stopHeartbeat = startHeartbeat(sockets, setTimer)

  return {
    async close() {
      isClosing = true
      stopHeartbeat()
      await Promise.all([...sockets.clients].map(sayGoodbye))
      sockets.close()
    },
  }
}

/** Writes a refusal that is not about the token on the raw socket of an upgrade, and closes it. */
function refuse(socket: Duplex, { status, headers, body }: Reply): void {
  const content = body ?? ''
  const lines = Object.entries({
    ...headers,
    'content-length': Buffer.byteLength(content),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${content}`)
}

function startHeartbeat(sockets: WebSocketServer, setTimer: SetTimer): () => void {
  const silent = new WeakSet<WebSocket>()
  const beat = (): void => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) {
        socket.terminate()
        continue
      }
      silent.add(socket)
      socket.once('pong', () => silent.delete(socket))
      socket.ping()
    }
    cancel = setTimer(beat, HEARTBEAT_SECONDS)
  }
  let cancel = setTimer(beat, HEARTBEAT_SECONDS)
  return () => cancel()
}

async function sayGoodbye(socket: WebSocket): Promise<void> {
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(() => {
      socket.terminate()
      resolve()
    }, GOODBYE_SECONDS * 1000)
    socket.once('close', () => {
      clearTimeout(giveUp)
      resolve()
    })
    socket.close(CLOSE_RESTART, 'the server stops')
  })
}
