/** Answers the requests for a document that everybody may read. */
export type DocumentHandler = (request: Request) => Promise<Response>

/** A document and how it is served. */
export interface PublicDocument {
  readonly type: string
  readonly cacheControl: string
  /** The text now. */
  readonly read: () => string
}

/**
 * Serves a public document (RFC 9110 §8.8.3, §13.1.2): GET and HEAD only, with a strong `ETag` and
 * 304 for who has it, readable by pages of every origin.
 */
export function publishDocument({ type, cacheControl, read }: PublicDocument): DocumentHandler {
  let known: { readonly text: string; readonly etag: string } | undefined
  const current = async (): Promise<NonNullable<typeof known>> => {
    const text = read()
    if (known?.text !== text) known = { text, etag: await etagOf(text) }
    return known
  }
  return async ({ method, headers }) => {
    if (method !== 'GET' && method !== 'HEAD') return notAllowed()
    const { text, etag } = await current()
    const shared = {
      'Cache-Control': cacheControl,
      ETag: etag,
      'Access-Control-Allow-Origin': '*',
    }
    if (names(headers.get('if-none-match'), etag)) {
      return new Response(null, { status: 304, headers: shared })
    }
    const body = method === 'HEAD' ? null : text
    return new Response(body, { status: 200, headers: { 'Content-Type': type, ...shared } })
  }
}

async function etagOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const hex = Array.from(new Uint8Array(digest, 0, 16), (byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  return `"${hex.join('')}"`
}

/** Whether `If-None-Match` names an entity tag; the comparison is the weak one (RFC 9110 §13.1.2). */
function names(header: string | null, etag: string): boolean {
  if (header === null) return false
  return header.split(',').some((listed) => {
    const tag = listed.trim().replace(/^W\//, '')
    return tag === etag || tag === '*'
  })
}

function notAllowed(): Response {
  const headers = {
    Allow: 'GET, HEAD',
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  }
  return new Response(JSON.stringify({ error: 'invalid_request' }), { status: 405, headers })
}
