import { isGrantlineError } from '../errors.ts'
import { rejectUnknownOptions } from '../options.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import type { MintedToken, Minter } from '../token/mint.ts'
import { createCrossSiteRule, type CrossSiteOptions } from './cross-site.ts'
import type { Denied } from './denied.ts'
import { readJson } from './read-json.ts'
import { DEFAULT_REALM } from './realm.ts'
import {
  deniedAnswer,
  failedAnswer,
  refusedRequest,
  tokenAnswer,
  unavailableAnswer,
} from './token-answer.ts'
import { rejectUnsupported } from './unsupported.ts'

/** Who asks for a token. */
export interface AuthorizeInput<Context = unknown> {
  /** The request, for its cookies and headers; its body has been read already. */
  readonly request: Request
  /** The JSON object the client sent: unchecked data from outside. */
  readonly body: Readonly<Record<string, unknown>>
  /** What the server passed along with the request; an adapter passes its framework's own. */
  readonly context: Context
}

/** The token that `authorize` wants minted. */
export interface AuthorizedToken {
  /** Who the token is for (`sub`). */
  readonly subject?: string
  /** What it allows. */
  readonly capabilities: readonly ScopeUri[]
  /**
   * Its life in seconds.
   *
   * @default the minter's
   */
  readonly ttl?: number
  /** Further claims. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** The session it belongs to (`sid`), to be revoked with it. */
  readonly session?: string
}

/** What `authorize` answers: a token to mint, `null` for "not signed in", or a refusal. */
export type AuthorizeResult = AuthorizedToken | Denied | null

/** Settings of {@link tokenHandler}. */
export interface TokenHandlerOptions<Context = unknown> extends CrossSiteOptions {
  /** Mints the tokens. */
  minter: Pick<Minter, 'mint'>
  /** Decides who gets what: the one place where the rules of the application stand. */
  authorize: (input: AuthorizeInput<Context>) => AuthorizeResult | Promise<AuthorizeResult>
  /**
   * Bytes of the largest body that is read.
   *
   * @default 16384
   */
  maxBodyBytes?: number
  /**
   * The protection space named when nobody is signed in.
   *
   * @default 'api'
   */
  realm?: string
  /**
   * Told of an unexpected error, which is then answered with an empty-handed 500. Without it the
   * handler rejects, so that the error reaches the server around it.
   */
  onError?: (error: unknown, request: Request) => void
}

/** Answers the requests of a token endpoint. */
export type TokenHandler<Context = unknown> = (
  request: Request,
  ...context: undefined extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>

const HANDLER_OPTIONS = [
  'minter',
  'authorize',
  'allowedOrigins',
  'publicUrl',
  'maxBodyBytes',
  'realm',
  'onError',
] as const satisfies readonly (keyof TokenHandlerOptions)[]

const LATER_OPTIONS = ['dpop', 'dpopReplay', 'dpopNonce'] as const

const AUTHORIZED = [
  'subject',
  'capabilities',
  'ttl',
  'claims',
  'session',
] as const satisfies readonly (keyof AuthorizedToken)[]

/**
 * Makes a token endpoint of a `Request → Response` server: POST with a JSON object, from the own
 * pages or the allowed origins only, answered with a token in the shape of RFC 6749 §5.1 or an
 * error in that of §5.2.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 * @throws {RangeError} for a `maxBodyBytes` that is no positive whole number
 *
 * @example
 * ```ts
 * const handle = tokenHandler({
 *   minter,
 *   authorize: async ({ request }) => {
 *     const user = await readSession(request.headers.get('cookie'))
 *     return user && { subject: user.id, capabilities: [dial({ appSid: 'AP123' })] }
 *   },
 * })
 * ```
 */
export function tokenHandler<Context = unknown>(
  options: TokenHandlerOptions<Context>,
): TokenHandler<Context> {
  checkOptions(options)
  const { minter, authorize, maxBodyBytes = 16_384, realm = DEFAULT_REALM, onError } = options
  const isAllowedSite = createCrossSiteRule('tokenHandler', options)

  const answer = async (request: Request, context: Context): Promise<Response> => {
    if (request.method !== 'POST') return refusedRequest(405, request.method)
    if (!isAllowedSite(request)) return refusedRequest(403)
    const body = await readJson(request, maxBodyBytes)
    if (!body.ok) return refusedRequest(body.status)
    const result = await authorize({ request, body: body.value, context })
    if (result === null) return deniedAnswer({ denied: 'login_required' }, realm)
    if (isDenied(result)) return deniedAnswer(result, realm)
    return tokenAnswer(await mint(minter, result))
  }

  return async (request, ...[context]) => {
    try {
      return await answer(request, context as Context)
    } catch (error) {
      if (isGrantlineError(error) && error.code === 'verifier_unavailable') {
        return unavailableAnswer()
      }
      if (onError === undefined) throw error
      tell(onError, error, request)
      return failedAnswer()
    }
  }
}

/** A listener that fails must not change the answer, whether it throws or rejects. */
function tell(
  onError: (error: unknown, request: Request) => unknown,
  error: unknown,
  request: Request,
): void {
  try {
    Promise.resolve(onError(error, request)).catch(() => {})
  } catch {}
}

function isDenied(result: AuthorizedToken | Denied): result is Denied {
  return typeof result === 'object' && Object.hasOwn(result, 'denied')
}

async function mint(minter: Pick<Minter, 'mint'>, wanted: AuthorizedToken): Promise<MintedToken> {
  if (typeof wanted !== 'object' || !Array.isArray(wanted.capabilities)) {
    throw new TypeError(
      'tokenHandler: "authorize" must return { capabilities: [...] }, null or denied(...)',
    )
  }
  rejectUnknownOptions('authorize', wanted, AUTHORIZED)
  return await minter.mint(wanted)
}

function checkOptions(options: TokenHandlerOptions<never>): void {
  rejectUnsupported('tokenHandler', options, LATER_OPTIONS)
  rejectUnknownOptions('tokenHandler', options, HANDLER_OPTIONS)
  if (typeof options.minter?.mint !== 'function') {
    throw new TypeError('tokenHandler: "minter" must be made by createMinter')
  }
  if (typeof options.authorize !== 'function') {
    throw new TypeError('tokenHandler: "authorize" must be a function')
  }
  const { maxBodyBytes = 1 } = options
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
    throw new RangeError('tokenHandler: "maxBodyBytes" must be a positive whole number of bytes')
  }
}
