import { readResponse } from '../../../core/test/http/host.ts'
import { HOST_ORIGIN } from '../../src/wire.ts'
import type { Host } from './host.ts'

/** Sends requests to what takes them without a socket. */
export function askFetch(ask: (url: string, init: RequestInit) => Promise<Response>): Host['send'] {
  return async ({ method, path, headers = [], body }) => {
    const pairs = headers.map(([name, value]): [string, string] => [name, value])
    const init = { method, headers: pairs }
    const url = `${HOST_ORIGIN}${path}`
    return await readResponse(await ask(url, body === undefined ? init : { ...init, body }))
  }
}
