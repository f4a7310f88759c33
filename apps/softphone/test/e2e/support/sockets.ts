import type { Page } from 'playwright'

/** What became of the WebSockets of a page, and what the server said over them. */
export interface SocketLog {
  opened: number
  closed: number
  /** The type of every message that came in. */
  readonly received: string[]
}

/** Keeps count from now on. */
export function watchSockets(page: Page): SocketLog {
  const log: SocketLog = { opened: 0, closed: 0, received: [] }
  page.on('websocket', (socket) => {
    log.opened += 1
    socket.on('close', () => {
      log.closed += 1
    })
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(String(payload)) as { readonly type: string }
      log.received.push(message.type)
    })
  })
  return log
}
