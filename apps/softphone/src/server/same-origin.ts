/** Reads one request header; names in lower case. */
export type ReadHeader = (name: string) => string | null | undefined

/**
 * Whether a request that acts on a cookie comes from the page itself, by the rule of the token
 * endpoint: browsers say it in `Sec-Fetch-Site`, older ones in `Origin`. A request with neither
 * does not come from a browser, so no cookie was lent to somebody else's page.
 */
export function isSameOrigin(header: ReadHeader): boolean {
  const site = header('sec-fetch-site') ?? null
  const origin = header('origin') ?? null
  if (origin === 'null') return false
  if (site === 'same-origin' || site === 'none') return true
  if (origin === null) return site === null
  return URL.canParse(origin) && new URL(origin).host === header('host')
}

/** Whether the body is declared as JSON: a plain HTML form of another site cannot say that. */
export function isJson(header: ReadHeader): boolean {
  const [type = ''] = (header('content-type') ?? '').split(';')
  return type.trim().toLowerCase() === 'application/json'
}
