import { originOf } from './origin.ts'

/** What a gate reads of a request; cheaper than a `Request`, and any framework has it. */
export interface RequestView {
  /** The method as sent, for example `POST`. */
  readonly method: string
  /** The URL as the server knows it: absolute, or the request target. */
  readonly url: string
  /** The server's own origin, where `url` does not tell it; for requests that cookies speak for. */
  readonly origin?: (() => string | undefined) | undefined
  /**
   * A header by any spelling of its name, all its values joined by `', '`, those of `Cookie` by
   * `'; '`. A reader that drops the second of two values would hide a second credential.
   */
  header(name: string): string | null | undefined
}

/**
 * The view of a WHATWG `Request`.
 *
 * @example
 * ```ts
 * const grant = await gate.authenticate(requestView(request))
 * ```
 */
export function requestView(request: Request): RequestView {
  return {
    method: request.method,
    url: request.url,
    header: (name) => request.headers.get(name),
  }
}

/** What is read of a message of `node:http`, also during an upgrade. */
export interface NodeMessage {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** The URL before a mounted router shortened it; Express and Connect set it. */
  readonly originalUrl?: string | undefined
  readonly headersDistinct: Readonly<Record<string, readonly string[] | undefined>>
  /** Names and values in turn, as they came: looking there for one header costs less than sorting all. */
  readonly rawHeaders?: readonly string[] | undefined
  /** Tells `http` from `https`. */
  readonly socket?: object | undefined
}

/**
 * The view of a `node:http` message. It reads every header there is of a name, because `headers`
 * keeps only the first of two `Authorization` headers.
 *
 * @param origin - tells the server's own origin, where a framework knows better than the socket
 *
 * @example
 * ```ts
 * server.on('upgrade', async (message, socket) => {
 *   try {
 *     const grant = await gate.authenticate(nodeView(message))
 *     console.log(grant?.subject)
 *   } catch (error) {
 *     const status = error instanceof Denial ? error.status : 500
 *     socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`)
 *   }
 * })
 * ```
 */
export function nodeView(message: NodeMessage, origin?: RequestView['origin']): RequestView {
  const { rawHeaders } = message
  const header = (name: string): string | undefined => {
    const key = name.toLowerCase()
    // RFC 9113 §8.2.3: a cookie header may come in pieces, and they are put together like this.
    const glue = key === 'cookie' ? '; ' : ', '
    if (rawHeaders !== undefined) return findHeader(rawHeaders, key, glue)
    const headers = message.headersDistinct
    return Object.hasOwn(headers, key) ? headers[key]?.join(glue) : undefined
  }
  return {
    method: message.method ?? 'GET',
    url: message.originalUrl ?? message.url ?? '/',
    origin:
      origin ??
      (() => {
        const { socket } = message
        const isEncrypted =
          socket !== undefined && 'encrypted' in socket && socket.encrypted === true
        return originOf(isEncrypted ? 'https' : 'http', header('host')) ?? undefined
      }),
    header,
  }
}

function findHeader(raw: readonly string[], key: string, glue: string): string | undefined {
  let found: string | undefined
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (name.length !== key.length || name.toLowerCase() !== key) continue
    const value = raw[at + 1] ?? ''
    found = found === undefined ? value : `${found}${glue}${value}`
  }
  return found
}
