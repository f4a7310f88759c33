import type { MintedToken } from '../token/mint.ts'
import { formatChallenge } from './challenge.ts'
import type { Denied, DeniedCode } from './denied.ts'
import { retryAfter } from './retry-after.ts'

/** An answer with JSON of its own. */
export function jsonAnswer(body: object): Response {
  return new Response(JSON.stringify(body), { status: 200, headers: HEADERS })
}

/** Done, and nothing to say about it (RFC 7009 §2.2). */
export function emptyAnswer(): Response {
  return new Response(null, {
    status: 200,
    headers: { 'Cache-Control': 'no-store', Vary: 'Origin' },
  })
}

/** RFC 6749 §5.1 and §5.2: no answer is stored, and none served to a page of another origin. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  Vary: 'Origin',
}

/** The answer with a token (RFC 6749 §5.1); `more` goes behind the token (RFC 8693 §2.2.1). */
export function tokenAnswer(minted: MintedToken, more: object = {}): Response {
  const body = {
    access_token: minted.token,
    ...more,
    token_type: minted.tokenType,
    expires_in: minted.expiresIn,
    scope: minted.scope,
  }
  return new Response(JSON.stringify(body), { status: 200, headers: HEADERS })
}

/** A request the endpoint cannot take: 400, 403 (cross-site), 405, 413 or 415. */
export function refusedRequest(status: 400 | 403 | 405 | 413 | 415, method = 'POST'): Response {
  const headers: Record<string, string> = status === 405 ? { Allow: 'POST' } : {}
  return refusal(status, 'invalid_request', headers, method)
}

/** The answer to what `authorize` refused. */
export function deniedAnswer(answer: Denied, realm: string): Response {
  if (Object.hasOwn(DENIED_ANSWERS, answer.denied)) {
    return DENIED_ANSWERS[answer.denied](answer, realm)
  }
  throw new TypeError('authorize must refuse with denied(...)')
}

/** RFC 9110 §15.5.2 wants a challenge; a scheme no browser knows opens no password prompt. */
function sessionChallenge(realm: string): Record<string, string> {
  return { 'WWW-Authenticate': formatChallenge('Session', [['realm', realm]]) }
}

const DENIED_ANSWERS: Readonly<Record<DeniedCode, (answer: Denied, realm: string) => Response>> = {
  login_required: (_answer, realm) => refusal(401, 'login_required', sessionChallenge(realm)),
  access_denied: () => refusal(403, 'access_denied'),
  invalid_scope: () => invalidScope(),
  rate_limited: (answer) =>
    refusal(429, 'slow_down', { 'Retry-After': retryAfter(answer.retryAfter) }),
}

/** More was asked for than may be had (RFC 6749 §5.2). */
export function invalidScope(): Response {
  return refusal(400, 'invalid_scope')
}

/** An error of RFC 6749 §5.2 or of what builds on it, with the status 400. */
export function badRequest(error: string): Response {
  return refusal(400, error)
}

/** Who asks is not known, or may not ask (RFC 6749 §5.2). */
export function invalidClient(realm: string): Response {
  return refusal(401, 'invalid_client', sessionChallenge(realm))
}

/** A key or store is down. */
export function unavailableAnswer(): Response {
  return refusal(503, 'temporarily_unavailable', { 'Retry-After': retryAfter() })
}

/** Somebody's mistake, without a word about it. */
export function failedAnswer(): Response {
  return refusal(500, 'server_error')
}

/**
 * The answer of an endpoint to a request of which no `Request` can be made, for adapters: 400
 * `invalid_request`.
 *
 * @example
 * ```ts
 * const handle = tokenHandler({ minter, authorize: () => null })
 * const urlOf = createRequestUrl()
 * const url = urlOf({ protocol: 'http', host: 'a/b?', target: '/token' }) // null
 * const response = url === null ? invalidRequest('POST') : await handle(new Request(url))
 * ```
 */
export function invalidRequest(method: string): Response {
  return refusedRequest(400, method)
}

function refusal(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
): Response {
  const body = method === 'HEAD' ? null : JSON.stringify({ error })
  return new Response(body, { status, headers: { ...HEADERS, ...headers } })
}
