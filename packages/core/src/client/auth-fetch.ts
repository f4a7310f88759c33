import { challengeOf } from './challenge-of.ts'
import { defaultEnv, type Env } from './env.ts'
import { insidesOf, type Insides } from './events.ts'
import { resolveEndpoint } from './fetch-token.ts'
import type { TokenManager } from './manager.ts'
import { TokenFetchError } from './token-fetch-error.ts'

/** Settings of {@link createAuthFetch}. */
export interface AuthFetchOptions {
  /**
   * The origins that get the token, such as `https://api.example.com`, and no others: they take the
   * place of the default.
   *
   * @default the origin of the page and the origin of the manager's endpoint
   */
  origins?: readonly string[] | undefined
  /**
   * What sends the requests.
   *
   * @default the manager's `env.fetch`, or else the global `fetch`, looked up at each request
   */
  fetch?: typeof fetch | undefined
}

/**
 * Makes a `fetch` that adds the manager's token to the requests to some origins (RFC 6750 §2.1).
 *
 * A token that the server calls invalid is replaced, and the request is sent once more, unless its
 * body is a stream; when there is no other token, the refusal is the answer. A refusal for want of a
 * scope becomes the manager's event `insufficient_scope`. Requests to other origins, to the token
 * endpoint, and with an `Authorization` of their own go out as they are.
 *
 * The function rejects as `fetch` does, and with a `TokenFetchError` when there is no token to begin
 * with: any code, `unsupported` also where nothing names an origin.
 *
 * @throws {TypeError} for an option that is unknown or no origin
 *
 * @example
 * ```ts
 * const manager = new TokenManager({ endpoint: '/token' })
 * const authFetch = createAuthFetch(manager, { origins: ['https://api.example.com'] })
 * const response = await authFetch('https://api.example.com/calls', { method: 'POST', body: '{}' })
 * ```
 */
export function createAuthFetch(
  manager: TokenManager,
  options: AuthFetchOptions = {},
): typeof fetch {
  const { origins, fetch: given, ...others } = options
  const named = origins && Array.from(origins)
  const isBad = named && !(named[0] && named.every(isOrigin))
  if (isBad || Object.keys(others)[0]) {
    throw new TypeError(
      'createAuthFetch: give fetch, and origins such as ["https://api.example.com"], no path, no *',
    )
  }
  const { tell, endpoint, env = defaultEnv() }: Partial<Insides> = insidesOf(manager.events) ?? {}

  return async (input, init) => {
    // Made at once, as `fetch` does: what becomes of the caller's body later must not count.
    const isRequest = typeof input === 'object' && 'url' in input
    const base = env.document?.baseURI ?? globalThis.location?.href
    const template = new Request(isRequest ? input : new URL(input, base), init)
    const { url } = template
    // Not that of the template: Node lets go of what follows a signal when garbage is collected.
    const { signal: own = isRequest ? input.signal : null } = init ?? {}
    const signal = own ?? template.signal
    const { origin } = new URL(url)
    const source = locate(endpoint, env)
    const isNamed = (named ?? defaultOrigins(source, env)).includes(origin)
    // A blob has the origin of its page, and is no request to it.
    const isOurs = isNamed && url.startsWith(`${origin}/`)
    const send = given ?? env.fetch ?? fetch
    // A manager whose own requests come through here would wait for itself.
    if (!isOurs || url === source?.href || template.headers.has('Authorization')) {
      return await send(template, { signal })
    }

    const isOnce = isStream(init?.body)
    const { epoch } = manager.snapshot

    const attempt = async (token: string, isFirst: boolean): Promise<Response> => {
      const request = isFirst && !isOnce ? template.clone() : template
      try {
        request.headers.set('Authorization', `Bearer ${token}`)
      } catch {
        // The error underneath quotes the token.
        throw new TokenFetchError('bad_response')
      }
      const response = await send(request, { signal })
      const { status } = response
      // Where a redirect left the origin, the token stayed behind (Fetch, HTTP-redirect fetch).
      const isElsewhere = response.redirected && new URL(response.url).origin !== origin
      if ((status !== 401 && status !== 403) || isElsewhere) return response

      const { error, scope } = await challengeOf(response, env)
      // Another identity has nothing to do with this request, nor has its token.
      if (manager.snapshot.epoch !== epoch) return response
      if (status === 403 && error === 'insufficient_scope') tell?.({ type: error, scope })
      if (status === 403 || error !== 'invalid_token' || !isFirst) return response

      const asked = manager.getToken({ force: token, signal }).catch(() => token)
      // What cannot be sent again does not wait; the next request has another token.
      const other = isOnce ? token : await asked
      if (signal.aborted) throw signal.reason
      if (other === token) return response
      response.body?.cancel().catch(() => {})
      return await attempt(other, false)
    }

    const token = await manager.getToken({ signal }).catch((why: unknown) => {
      throw signal.aborted ? signal.reason : why
    })
    return await attempt(token, true)
  }
}

function isOrigin(text: string): boolean {
  try {
    // A wildcard passes for a host.
    return new URL(text).origin === text && !text.includes('*')
  } catch {
    return false
  }
}

/** A relative endpoint is nowhere without a page, and no request is one to it. */
function locate(endpoint: string | URL | undefined, env: Env): URL | undefined {
  try {
    return endpoint ? resolveEndpoint(endpoint, env) : undefined
  } catch {
    return undefined
  }
}

function defaultOrigins(source: URL | undefined, env: Env): unknown[] {
  // The page's own origin is not always that of its base. A sandbox has none, "null".
  const found = [(env.window ?? globalThis).origin, source?.origin]
  const origins = found.filter((origin) => origin?.includes(':'))
  if (origins[0]) return origins
  const message = 'createAuthFetch: no page, so give origins'
  throw new TokenFetchError('unsupported', { message })
}

/** Whether a body is gone once it is sent. */
function isStream(body: object | string | null | undefined): boolean {
  const { getReader, [Symbol.asyncIterator]: iterate } = (body ?? '') as Partial<StreamLike>
  return !!(getReader ?? iterate)
}

/** The streams of the web, of which Safari's cannot be iterated, and those of Node. */
interface StreamLike {
  readonly getReader: unknown
  readonly [Symbol.asyncIterator]: unknown
}
