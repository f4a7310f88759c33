import { rejectUnknownOptions } from '../options.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import type { MintedToken, Minter } from '../token/mint.ts'
import type { Denied } from './denied.ts'
import {
  createEndpoint,
  ENDPOINT_OPTIONS,
  type Endpoint,
  type EndpointOptions,
} from './endpoint.ts'
import { readJson } from './read-body.ts'
import { DEFAULT_REALM } from './realm.ts'
import { requireFunction, requireOption } from './require-option.ts'
import { deniedAnswer, tokenAnswer } from './token-answer.ts'
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
export interface TokenHandlerOptions<Context = unknown> extends EndpointOptions {
  /** Mints the tokens. */
  minter: Pick<Minter, 'mint'>
  /** Decides who gets what: the one place where the rules of the application stand. */
  authorize: (input: AuthorizeInput<Context>) => AuthorizeResult | Promise<AuthorizeResult>
}

const OWNER = 'tokenHandler'

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
): Endpoint<Context> {
  checkOptions(options)
  const { minter, authorize, realm = DEFAULT_REALM } = options
  return createEndpoint(OWNER, options, readJson, async (input: AuthorizeInput<Context>) => {
    const result = await authorize(input)
    if (result === null) return deniedAnswer({ denied: 'login_required' }, realm)
    if (isDenied(result)) return deniedAnswer(result, realm)
    return tokenAnswer(await mint(minter, result))
  })
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
  rejectUnsupported(OWNER, options, LATER_OPTIONS)
  rejectUnknownOptions(OWNER, options, ['minter', 'authorize', ...ENDPOINT_OPTIONS])
  requireOption(OWNER, 'minter', 'mint', options.minter)
  requireFunction(OWNER, 'authorize', options.authorize)
}
