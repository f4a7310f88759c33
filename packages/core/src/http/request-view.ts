/** What a gate reads of a request; cheaper than a `Request`, and any framework has it. */
export interface RequestView {
  /** The method as sent, for example `POST`. */
  readonly method: string
  /** The URL as the server knows it: absolute, or the request target. */
  readonly url: string
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
}

/**
 * The view of a `node:http` message. It reads `headersDistinct`, because `headers` keeps only the
 * first of two `Authorization` headers.
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
export function nodeView(message: NodeMessage): RequestView {
  return {
    method: message.method ?? 'GET',
    url: message.originalUrl ?? message.url ?? '/',
    header: (name) => {
      const key = name.toLowerCase()
      const headers = message.headersDistinct
      // RFC 9113 §8.2.3: a cookie header may come in pieces, and they are put together like this.
      const glue = key === 'cookie' ? '; ' : ', '
      return Object.hasOwn(headers, key) ? headers[key]?.join(glue) : undefined
    },
  }
}
