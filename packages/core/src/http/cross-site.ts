import { parseOrigins, parsePublicUrl } from './origin.ts'

/** Whose pages may send a request that cookies speak for. */
export interface CrossSiteOptions {
  /**
   * Further origins whose pages may ask, for example `https://app.example.com`.
   *
   * @default []
   */
  allowedOrigins?: readonly string[]
  /** The URL browsers know the server by; its origin is the server's own. */
  publicUrl?: string | URL
}

/**
 * Prepares the rule against cross-site request forgery: a page of the own or of an allowed origin
 * may ask, and whatever is no browser. The rule rests on headers that a page cannot set: browsers
 * send `Origin` with every POST, and current ones `Sec-Fetch-Site` as well.
 */
export function createCrossSiteRule(
  owner: string,
  options: CrossSiteOptions,
): (request: Request) => boolean {
  const allowed = parseOrigins(owner, options.allowedOrigins ?? [])
  const publicOrigin =
    options.publicUrl === undefined ? undefined : parsePublicUrl(owner, options.publicUrl).origin
  return (request) => {
    const site = request.headers.get('sec-fetch-site')
    const origin = request.headers.get('origin')
    // Sandboxed frames and data: documents, of whatever site.
    if (origin === 'null') return false
    if (site === 'same-origin' || site === 'none') return true
    if (origin === null) return site === null
    return allowed.has(origin) || origin === (publicOrigin ?? new URL(request.url).origin)
  }
}
