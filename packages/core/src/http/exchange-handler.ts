import { rejectUnknownOptions } from '../options.ts'
import type { Minter } from '../token/mint.ts'
import type { Verifier } from '../token/verifier.ts'
import { checkToken } from './check-token.ts'
import {
  createEndpoint,
  ENDPOINT_OPTIONS,
  type Endpoint,
  type EndpointOptions,
} from './endpoint.ts'
import { narrow, scopesAsked } from './narrow.ts'
import { readForm, type FormBody } from './read-body.ts'
import { requireOption } from './require-option.ts'
import { badRequest, invalidScope, tokenAnswer } from './token-answer.ts'
import { rejectUnsupported } from './unsupported.ts'

/** Settings of {@link exchangeHandler}. */
export interface ExchangeHandlerOptions extends EndpointOptions {
  /** Checks the token that is handed in. */
  verifier: Pick<Verifier, 'check'>
  /** Mints the narrower one; it finds definitions in its `capabilities`. */
  minter: Pick<Minter, 'attenuate'>
}

const OWNER = 'exchangeHandler'

/** RFC 8693 §2.1, §3. */
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt'

/**
 * Makes a token exchange endpoint (RFC 8693): a POST with a form hands in a token and gets one that
 * allows the same or less, never more, and lives no longer. `scope` names what it shall allow; left
 * out, it is the same.
 *
 * @throws {TypeError | RangeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const handle = exchangeHandler({ verifier, minter })
 * const response = await handle(request)
 * ```
 */
export function exchangeHandler(options: ExchangeHandlerOptions): Endpoint {
  rejectUnsupported(OWNER, options, ['dpop', 'dpopReplay', 'dpopNonce'])
  rejectUnknownOptions(OWNER, options, ['verifier', 'minter', ...ENDPOINT_OPTIONS])
  const { verifier, minter } = options
  requireOption(OWNER, 'verifier', 'check', verifier)
  requireOption(OWNER, 'minter', 'attenuate', minter)

  return createEndpoint(OWNER, options, readForm, async ({ body }) => {
    const problem = problemOf(body)
    if (problem !== undefined) return badRequest(problem)
    const grant = await checkToken(verifier, body.get('subject_token') ?? '')
    // RFC 8693 §2.2.2: a token that is no good, for whatever reason; RFC 9449 §6: whoever stole a
    // bound token must not trade it in.
    if (grant === null || grant.dpopThumbprint !== undefined) {
      return badRequest('invalid_request')
    }
    const capabilities = scopesAsked(body, grant)
    const minted = capabilities && (await narrow(minter, grant, { capabilities }))
    return minted === undefined
      ? invalidScope()
      : tokenAnswer(minted, { issued_token_type: JWT_TYPE })
  })
}

/** The `error` of a request that cannot be read. */
function problemOf(form: FormBody): string | undefined {
  if (form.get('grant_type') !== GRANT_TYPE) {
    return form.has('grant_type') ? 'unsupported_grant_type' : 'invalid_request'
  }
  if (form.has('audience') || form.has('resource')) return 'invalid_target'
  // Whoever sends an actor asks for delegation, and must not take what comes for it.
  if (form.has('actor_token')) return 'invalid_request'
  const wanted = form.get('requested_token_type') ?? JWT_TYPE
  const isJwt = form.get('subject_token_type') === JWT_TYPE && wanted === JWT_TYPE
  return isJwt && form.has('subject_token') ? undefined : 'invalid_request'
}
