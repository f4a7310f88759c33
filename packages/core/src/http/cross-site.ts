import { parseOrigins, parsePublicUrl, parseUrl } from './origin.ts'
import type { RequestView } from './request-view.ts'

/** Whose pages may send a request that cookies speak for. */
export interface CrossSiteOptions {
  /**
   * Further origins whose pages may ask, for example `https://app.example.com`.
   *
   * @default []
   */
  allowedOrigins?: readonly string[]
  /**
   * The URL browsers know the server by; its origin is the server's own. Needed behind a proxy, and
   * wherever the URL of a request is not what the browser asked for, as in Next.js.
   *
   * @default the origin that the request was sent to
   */
  publicUrl?: string | URL
}

/** The same for a gate, which may serve several hosts. */
export interface GateSiteOptions extends Omit<CrossSiteOptions, 'publicUrl'> {
  /**
   * The URL browsers know the server by; its origin is the server's own. A function tells it for a
   * request, where one server has several.
   *
   * @default the origin that the request was sent to
   */
  publicUrl?: string | URL | ((view: RequestView) => string)
}

/** Whether a request was sent by a page that may send it, or by no page. */
export type CrossSiteRule = (view: RequestView) => boolean

/**
 * Prepares the rule against cross-site request forgery: a page of the own or of an allowed origin
 * may ask, and whatever is no browser. The rule rests on headers that a page cannot set: browsers
 * send `Origin` with every POST and every WebSocket, and current ones `Sec-Fetch-Site` as well.
 */
export function createCrossSiteRule(owner: string, options: GateSiteOptions): CrossSiteRule {
  const allowed = parseOrigins(owner, options.allowedOrigins ?? [])
  const ownOrigin = ownOriginOf(owner, options.publicUrl)
  return (view) => {
    const site = view.header('sec-fetch-site') ?? null
    const origin = view.header('origin') ?? null
    // Sandboxed frames and data: documents, of whatever site.
    if (origin === 'null') return false
    if (site === 'same-origin' || site === 'none') return true
    if (origin === null) return site === null
    return allowed.has(origin) || origin === ownOrigin(view)
  }
}

function ownOriginOf(
  owner: string,
  publicUrl: GateSiteOptions['publicUrl'],
): (view: RequestView) => string | undefined {
  if (typeof publicUrl === 'function') {
    return (view) => parsePublicUrl(owner, publicUrl(view)).origin
  }
  const origin = publicUrl === undefined ? undefined : parsePublicUrl(owner, publicUrl).origin
  return (view) => origin ?? view.origin?.() ?? parseUrl(view.url)?.origin
}
