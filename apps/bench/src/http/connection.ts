import { once } from 'node:events'
import { connect } from 'node:net'

/** A connection on which one request follows the other. */
export interface Connection {
  /**
   * Sends the bytes of one request, and resolves when its answer is there.
   *
   * @throws {Error} for an answer other than 200
   */
  send(request: Buffer): Promise<void>
  close(): void
}

/**
 * Connects to a server over loopback. It reads of an answer only where it ends, and so takes a
 * fraction of what a server takes: with a whole client, the client would be what is measured.
 */
export async function connectTo(origin: string): Promise<Connection> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  let asked: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined
  let text = ''
  const settle = (error?: Error): void => {
    const { resolve, reject } = asked ?? {}
    asked = undefined
    text = ''
    if (error === undefined) resolve?.()
    else reject?.(error)
  }
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    try {
      if (isWhole(text)) settle()
    } catch (error) {
      settle(error as Error)
    }
  })
  socket.on('error', settle)
  socket.on('close', () => settle(new Error('the server closed the connection')))
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject }
        socket.write(request)
      }),
    close: () => void socket.destroy(),
  }
}

/** Sends so many requests over all connections, on each the next as soon as one was answered. */
export async function sendOver(
  connections: readonly Connection[],
  requests: number,
  nth: () => Buffer,
): Promise<void> {
  let left = requests
  const work = async (connection: Connection): Promise<void> => {
    while (left > 0) {
      left -= 1
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await connection.send(nth())
    }
  }
  await Promise.all(connections.map(work))
}

const LENGTH = /\r\ncontent-length: *(\d+)\r\n/i

/** @throws {Error} for a status other than 200, or an answer that does not say its length */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  const status = text.slice(9, 12)
  if (status !== '200') throw new Error(`a request was answered with ${status}`)
  const length = LENGTH.exec(text.slice(0, end + 2))?.[1]
  if (length === undefined) throw new Error('an answer does not say its length')
  return text.length >= end + 4 + Number(length)
}
