import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { HOST_ORIGIN, ownHeaders, type Answer, type Host, type Sent } from './host.ts'

/** A host behind a real socket of this machine. */
export interface SocketHost extends Host {
  readonly port: number
  /** Opens a bare connection, for what an HTTP client would not send. */
  open(): Promise<RawConnection>
}

/** Starts a server on a free port. */
export async function listen(server: Server, errors: readonly unknown[]): Promise<SocketHost> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    errors,
    send: (sent) => sendOver(port, sent),
    open: () => openRaw(port),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Sends a request over a connection of its own. */
export async function sendOver(port: number, sent: Sent): Promise<Answer> {
  const { method, path, body: sentBody = '' } = sent
  const client = httpRequest({ host: '127.0.0.1', port, method, path, agent: false })
  client.setHeader('Host', new URL(HOST_ORIGIN).host)
  for (const [name, value] of sent.headers ?? []) {
    if (name === 'Host') client.setHeader(name, value)
    else client.appendHeader(name, value)
  }
  // Without a length Node frames the body of a DELETE not at all.
  if (sentBody !== '') client.setHeader('Content-Length', Buffer.byteLength(sentBody))
  client.end(sentBody)
  const [message] = (await once(client, 'response')) as [IncomingMessage]
  message.setEncoding('utf8')
  let body = ''
  for await (const chunk of message) body += String(chunk)
  const { rawHeaders, statusCode = 0 } = message
  const pairs = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
  )
  return { status: statusCode, headers: ownHeaders(pairs), body }
}

/** A connection on which a test writes bytes of its own. */
export interface RawConnection {
  write(text: string): void
  /** Waits for the next answer with a `Content-Length` (or none) and gives its bytes as text. */
  answer(options?: { isHead?: boolean }): Promise<string>
  /** Waits until the server has ended the connection. */
  ended(): Promise<void>
  destroy(): void
}

async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let received = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
  })
  socket.on('error', () => {})
  return {
    write: (text) => socket.write(text, 'latin1'),
    answer: async ({ isHead = false } = {}) => {
      let length = answerLength(received, isHead)
      while (length === undefined || received.length < length) {
        // oxlint-disable-next-line no-await-in-loop -- one chunk after the other
        await nextChunk(socket)
        length = answerLength(received, isHead)
      }
      const answer = received.slice(0, length)
      received = received.slice(length)
      return answer
    },
    ended: async () => {
      if (!socket.closed) await once(socket, 'close')
    },
    destroy: () => socket.destroy(),
  }
}

async function nextChunk(socket: Socket): Promise<void> {
  if (socket.readableEnded || socket.destroyed) throw new Error('the server closed the connection')
  const waiting = new AbortController()
  const { signal } = waiting
  const either = [once(socket, 'data', { signal }), once(socket, 'close', { signal })]
  try {
    await Promise.race(either)
  } finally {
    waiting.abort()
    await Promise.allSettled(either)
  }
}

/** How long the first answer in the text is; `undefined` while its head is not complete. */
function answerLength(text: string, isHead: boolean): number | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const declared = /^content-length: (\d+)$/im.exec(text.slice(0, end).replaceAll('\r', ''))
  return end + 4 + (isHead ? 0 : Number(declared?.[1] ?? 0))
}
