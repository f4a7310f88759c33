import { nodeView, requestView, type NodeMessage, type RequestView } from '@grantline/core/http'
import type { Context } from 'hono'

/**
 * The view of a request. On Node its headers are read as they came: the `Request` of an upgrade has
 * only the first of two `Authorization` headers, and making its `Headers` costs more than the look.
 */
export function honoView(c: Context): RequestView {
  const { raw } = c.req
  const incoming = (c.env as { readonly incoming?: Partial<NodeMessage> } | undefined)?.incoming
  const { rawHeaders } = incoming ?? {}
  if (rawHeaders === undefined) return requestView(raw)
  const view = nodeView({ rawHeaders, headersDistinct: {} })
  return { method: raw.method, url: raw.url, header: (name) => view.header(name) }
}
