import { nodeView, requestView, type NodeMessage, type RequestView } from '@grantline/core/http'
import type { Context } from 'hono'

/**
 * The view of a request. The `Request` of an upgrade on Node has only the first of two headers of a
 * name, and would hide a second credential; those that are left out are put back.
 */
export function honoView(c: Context): RequestView {
  const { raw } = c.req
  const view = requestView(raw)
  const incoming = (c.env as { readonly incoming?: Partial<NodeMessage> } | undefined)?.incoming
  const { rawHeaders } = incoming ?? {}
  if (rawHeaders === undefined) return view
  const came = nodeView({ rawHeaders, headersDistinct: {} })
  const header = (name: string): string | null | undefined => {
    const value = view.header(name)
    const all = came.header(name)
    // Whatever was made of the request since then, its own headers count.
    return typeof value === 'string' && all?.startsWith(`${value}, `) === true ? all : value
  }
  return { method: view.method, url: view.url, header }
}
