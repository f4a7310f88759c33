import { tokenHandler, type TokenHandlerOptions } from '@grantline/core/http'
import type { Context } from 'hono'
import { claimHeaders } from './answer.ts'

/** Settings of {@link tokenEndpoint}; an unexpected error goes to `app.onError`. */
export type TokenEndpointOptions = Omit<TokenHandlerOptions<Context>, 'onError'>

/**
 * Makes the handler of a token endpoint; `authorize` is given Hono's context.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * app.post('/token', tokenEndpoint({
 *   minter,
 *   authorize: ({ context }) => {
 *     const name = userOf(context.req)
 *     return name === null ? null : { subject: name, capabilities: [dial({ appSid: 'AP123' })] }
 *   },
 * }))
 * ```
 */
export function tokenEndpoint(options: TokenEndpointOptions): (c: Context) => Promise<Response> {
  const handle = tokenHandler<Context>(options)
  return async (c) => {
    const response = claimHeaders(await handle(await unreadRequest(c), c), c)
    // What else was set on the context, for example a cookie: Hono may return the response as it is.
    for (const [name, value] of c.res.headers) response.headers.append(name, value)
    return response
  }
}

/** The request, also after a middleware read its body through Hono. */
async function unreadRequest(c: Context): Promise<Request> {
  const request = c.req.raw
  if (!request.bodyUsed) return request
  const { method, headers } = request
  return new Request(request.url, { method, headers, body: await c.req.arrayBuffer() })
}
