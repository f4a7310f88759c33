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

/** A server under test. */
export interface Host {
  send(sent: Sent): Promise<Answer>
  /** What reached the error hook of the framework. */
  readonly errors: readonly unknown[]
  close(): Promise<void>
}

const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'x-powered-by',
])

/**
 * The headers of an answer that a gate or handler is responsible for; one that is there twice has
 * both values.
 */
export function ownHeaders(
  headers: Iterable<readonly [string, string]>,
): Readonly<Record<string, string>> {
  const own: Record<string, string> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (CONNECTION_HEADERS.has(key)) continue
    const first = own[key]
    own[key] = first === undefined ? value : `${first}, ${value}`
  }
  return own
}

/** Reads a WHATWG response. */
export async function readResponse(response: Response): Promise<Answer> {
  const headers = ownHeaders(response.headers)
  return { status: response.status, headers, body: await response.text() }
}
