import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A wire between browser and server that can be cut. */
export interface Relay {
  readonly port: number
  /** Ends every connection, and lets none through until it is mended. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function openRelay(to: number): Promise<Relay> {
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((incoming) => {
    if (isCut) {
      incoming.destroy()
      return
    }
    const outgoing = connect(to, '127.0.0.1')
    for (const socket of [incoming, outgoing]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      // A connection that was cut fails on both sides; that is what it is for.
      socket.on('error', () => {})
    }
    incoming.pipe(outgoing).pipe(incoming)
    incoming.on('close', () => outgoing.destroy())
    outgoing.on('close', () => incoming.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const endAll = (): void => {
    for (const socket of open) socket.destroy()
  }
  return {
    port,
    cut() {
      isCut = true
      endAll()
    },
    mend() {
      isCut = false
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      endAll()
      await closed
    },
  }
}
