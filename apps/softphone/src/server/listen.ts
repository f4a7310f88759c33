import { once } from 'node:events'
import type { Server } from 'node:http'
import { StartError } from './start-error.ts'

/** Where a server is to listen, and which flag chooses another port. */
export interface ListenAddress {
  /** 0 = any free one. */
  readonly port: number
  readonly host: string
  readonly portFlag: string
}

/**
 * Lets a server listen; the port it got comes back.
 *
 * @throws {StartError} with one sentence for whoever started it
 */
export async function listen(server: Server, to: ListenAddress): Promise<number> {
  try {
    server.listen(to.port, to.host)
    await once(server, 'listening')
  } catch (error) {
    throw new StartError(listenProblem(error, to), { cause: error })
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : to.port
}

function listenProblem(error: unknown, { port, host, portFlag }: ListenAddress): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program: stop that one, or choose another with ${portFlag}.`
  }
  if (code === 'EACCES') {
    return `Port ${port} may not be used by this user: choose one above 1023 with ${portFlag}.`
  }
  return `The server cannot listen on ${host}: choose an address of this machine with --host.`
}

/** Takes no more connections, and ends those there are once they had their goodbye. */
export async function closeServer(
  server: Server,
  sayGoodbye: () => Promise<void> = async () => {},
): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await sayGoodbye()
  server.closeAllConnections()
  await closed
}

/** Browsers give the microphone only to `localhost` and https, so a local address is called that. */
export function urlOf(host: string, port: number): string {
  const local = ['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::', '']
  if (local.includes(host)) return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The address of a server for programs on this machine; `undefined` where it is not to be had. */
export function localUrlOf(host: string, port: number): string | undefined {
  if (['127.0.0.1', '0.0.0.0', ''].includes(host)) return `http://127.0.0.1:${port}`
  if (['::1', '::'].includes(host)) return `http://[::1]:${port}`
  return host === 'localhost' ? `http://localhost:${port}` : undefined
}
