import { STATUS_TITLES, type Denial } from './denial.ts'

/** The raw socket of an upgrade, as far as a refusal needs it. */
export interface UpgradeSocket {
  end(text: string, done?: () => void): unknown
  destroy(): unknown
}

/**
 * Answers a refused upgrade on its raw socket, and closes it: status, headers and body are those of
 * the denial. After an upgrade nobody else hears the socket's errors: listen to them before.
 *
 * @example
 * ```ts
 * server.on('upgrade', async (message, socket) => {
 *   socket.on('error', () => socket.destroy())
 *   try {
 *     const grant = await gate.authenticate(nodeView(message))
 *     console.log(grant.subject)
 *   } catch (error) {
 *     if (error instanceof Denial) refuseUpgrade(socket, error)
 *     else socket.destroy()
 *   }
 * })
 * ```
 */
export function refuseUpgrade(socket: UpgradeSocket, denial: Denial): void {
  const body = JSON.stringify(denial.body)
  const headers = {
    ...denial.headers,
    'Content-Length': String(new TextEncoder().encode(body).length),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const status = `HTTP/1.1 ${denial.status} ${STATUS_TITLES[denial.status]}\r\n`
  // A peer that keeps its half open would keep the connection.
  socket.end(`${status}${lines.join('')}\r\n${body}`, () => socket.destroy())
}
