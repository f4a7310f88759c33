import type { GateOptions, TokenHandlerOptions } from '../../../src/http.ts'

/** A request as it goes over the wire; a header may be there twice. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}

/** The origin under which every host is asked. */
export const HOST_ORIGIN = 'http://phone.test'

/** What came back. */
export interface Answer {
  readonly status: number
  /** Lower-case names, without those that belong to the connection. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text. */
  readonly body: string
}

/** How a host is set up. */
export interface Setup {
  readonly gate: GateOptions
  readonly token: TokenHandlerOptions
}

/**
 * A server under test. Every one has the same routes, for all methods:
 *
 * - `/whoami`: guarded, answers `{ "subject": … }`, `null` without a grant
 * - `/fixed`: guarded, requires `client:outgoing` of the application AP1
 * - `/other`: guarded, requires `client:outgoing` of the application `AP 2`
 * - `/calls/:app`: guarded, requires `client:outgoing` of the application in the path
 * - `/twice`: like `/whoami`, with the guard in front twice
 * - `/broken`: guarded, requires something that cannot be read: the function throws `Error('broken')`
 * - `/unguarded`: requires like `/fixed`, but no guard runs
 * - `/token`: the token endpoint
 */
export interface Host {
  send(sent: Sent): Promise<Answer>
  /** What reached the error hook of the framework. */
  readonly errors: readonly unknown[]
  close(): Promise<void>
}

export type StartHost = (setup: Setup) => Promise<Host>

const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'x-powered-by',
])

/** The headers of an answer that a gate or handler is responsible for. */
export function ownHeaders(
  headers: Iterable<readonly [string, string]>,
): Readonly<Record<string, string>> {
  const own = [...headers].map(([name, value]) => [name.toLowerCase(), value] as const)
  return Object.fromEntries(own.filter(([name]) => !CONNECTION_HEADERS.has(name)))
}

/** Reads a WHATWG response. */
export async function readResponse(response: Response): Promise<Answer> {
  const headers = ownHeaders(response.headers)
  return { status: response.status, headers, body: await response.text() }
}
