import type { Env } from './env.ts'
import { readJson } from './read-json.ts'
import { parseRetryAfter } from './retry-after.ts'
import { TokenFetchError, type TokenFetchErrorCode } from './token-fetch-error.ts'
import type { FetchToken } from './token-source.ts'

/** Characters of an answer that are read; what comes with a token may be large. */
const LARGEST = 1_048_576

/** `error` members that no retry changes, whatever the status (RFC 6749 §5.2, RFC 6750 §3.1). */
const FINAL = /^(access_denied|invalid_grant|login_required|insufficient_scope)$/

/** Makes the source that asks a token endpoint: one POST with cookies, never cached or redirected. */
export function endpointSource(
  endpoint: string | URL,
  params: Readonly<Record<string, string>>,
  env: Env,
): FetchToken {
  return async ({ signal }) => {
    const response = await (env.fetch ?? fetch)(resolveEndpoint(endpoint, env), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(params),
      credentials: 'include',
      cache: 'no-store',
      redirect: 'error',
      signal,
    })
    // Without a prototype every member read is the answer's own.
    const members: Record<string, unknown> = Object.create(null)
    Object.assign(members, await readAnswer(response, signal, env))
    const { access_token: token, expires_in: expiresIn = Number.NaN, error, ...meta } = members

    const { status } = response
    const isFinal = FINAL.test(String(error))
    // Whoever takes these in looks at their types.
    if (response.ok && !isFinal) return { token, expiresIn, meta } as never
    throw new TokenFetchError(codeOf(status, error, isFinal), {
      status,
      retryAfter: parseRetryAfter(response.headers.get('Retry-After'), env.now()),
    })
  }
}

/**
 * In a page as every page does, so that its developer tools show the answer. React Native has no
 * streams, or no decoder for them.
 */
function readAnswer(response: Response, signal: AbortSignal, env: Env): Promise<unknown> {
  const { body } = response
  const isStream = body && !env.document && 'TextDecoder' in globalThis
  return isStream ? readJson(body, LARGEST, signal) : response.json().catch(() => null)
}

/**
 * Where an endpoint is.
 *
 * @throws {TokenFetchError} `unsupported` for a relative one where there is no page
 */
export function resolveEndpoint(endpoint: string | URL, env: Env): URL {
  try {
    return new URL(endpoint, env.document?.baseURI ?? globalThis.location?.href)
  } catch (cause) {
    const message = 'endpoint is relative to no page: make it absolute, or give fetchToken'
    throw new TokenFetchError('unsupported', { message, cause })
  }
}

function codeOf(status: number, error: unknown, isFinal: boolean): TokenFetchErrorCode {
  if (error === 'login_required' || (status === 401 && !isFinal)) return 'login_required'
  if (isFinal) return 'denied'
  if (status === 429) return 'rate_limited'
  return /^4(?!08|25)/.test(String(status)) ? 'denied' : 'unavailable'
}
