import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Lets a server listen on a free port of this machine alone. */
export async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** The same for a server that is asked now and then: tells its origin. */
export async function originOf(server: Server): Promise<string> {
  // An idle connection waits here for its next turn.
  server.keepAliveTimeout = 120_000
  await listen(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
