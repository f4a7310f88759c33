import type { Context } from 'hono'
import { claimHeaders } from './answer.ts'

/** A handler of a route. */
export type HonoHandler = (c: Context) => Promise<Response>

/** Serves a `Request → Response` handler. */
export function serve(
  handle: (request: Request, context: Context) => Promise<Response>,
): HonoHandler {
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
