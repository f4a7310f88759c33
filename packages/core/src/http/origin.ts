/** Where a request was sent to, as the server knows it. */
export interface RequestAddress {
  /** `http` or `https`. */
  readonly protocol: string
  /** The `Host` header, or what the framework trusts in its place. */
  readonly host: string | undefined
  /** The request target, for example `/token?x=1`. */
  readonly target: string
}

/** RFC 9110 §7.2, kept to what real hosts are made of: a name or address, and a port. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/**
 * Prepares how an adapter makes the absolute URL of a request: the public URL joined to the
 * target, or else protocol and host. The function returns `null` where no URL can be trusted to be
 * meant; answer such a request with {@link invalidRequest}.
 *
 * @throws {TypeError} for a public URL that is not an absolute `http` or `https` one
 *
 * @example
 * ```ts
 * const urlOf = createRequestUrl('https://example.com/api')
 * urlOf({ protocol: 'http', host: '10.0.0.7:3000', target: '/token' }) // 'https://example.com/api/token'
 * ```
 */
export function createRequestUrl(
  publicUrl?: string | URL,
): (address: RequestAddress) => string | null {
  const base = publicUrl === undefined ? undefined : parsePublicUrl('createRequestUrl', publicUrl)
  const prefix = base && `${base.origin}${base.pathname.replace(/\/$/, '')}`
  return ({ protocol, host, target }) => {
    const path = pathOf(target)
    const origin = prefix ?? originOf(protocol, host)
    return path === null || origin === null ? null : `${origin}${path}`
  }
}

/** Reads a configured public URL. */
export function parsePublicUrl(owner: string, publicUrl: string | URL): URL {
  const url = parseUrl(String(publicUrl))
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (url === null || !isHttp || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new TypeError(
      `${owner}: "publicUrl" must be an absolute http or https URL without query, for example ` +
        `"https://example.com"`,
    )
  }
  return url
}

/** Checks configured origins: each must be spelled as browsers send it. */
export function parseOrigins(owner: string, origins: readonly string[]): ReadonlySet<string> {
  for (const origin of origins) {
    if (typeof origin === 'string' && isOrigin(origin)) continue
    throw new TypeError(
      `${owner}: "allowedOrigins" takes origins as browsers send them, for example ` +
        `"https://app.example.com": lower case, no path, no trailing slash, no default port, no "*"`,
    )
  }
  return new Set(origins)
}

function isOrigin(text: string): boolean {
  const url = parseUrl(text)
  if (url === null) return false
  // The URL standard gives `capacitor://localhost` and the like no origin; browsers send them so.
  if (url.origin === 'null') return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::\d+)?$/.test(text)
  return url.origin === text
}

/** The origin of a server, `null` for a host that is none. */
export function originOf(protocol: string, host: string | undefined): string | null {
  if (protocol !== 'http' && protocol !== 'https') return null
  if (host === undefined || !HOST.test(host)) return null
  return parseUrl(`${protocol}://${host}`)?.origin ?? null
}

/** The path and query of a request target, which may also be an absolute URL (RFC 9112 §3.2). */
function pathOf(target: string): string | null {
  if (target.startsWith('/')) return target
  const url = parseUrl(target)
  // What has a scheme of its own may have a path that begins with anything.
  return url?.pathname.startsWith('/') === true ? `${url.pathname}${url.search}` : null
}

/** A URL, or `null` for what is none. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
