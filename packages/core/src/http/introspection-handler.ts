import { ownOf } from '../token/claims.ts'
import type { Grant } from '../token/grant.ts'
import type { Verifier } from '../token/verifier.ts'
import type { AuthorizeCaller } from './authorize-caller.ts'
import { grantOf } from './check-token.ts'
import type { Endpoint, EndpointOptions } from './endpoint.ts'
import { jsonAnswer } from './token-answer.ts'
import { createTokenQuestion } from './token-question.ts'

/** Settings of {@link introspectionHandler}. */
export interface IntrospectionHandlerOptions<Context = unknown> extends EndpointOptions {
  /**
   * Checks the tokens. Give it no `replay` store: looking at a single-use token would use it up; so
   * it is not active here.
   */
  verifier: Pick<Verifier, 'check'>
  /** Decides who may ask: servers of yours, never everybody (RFC 7662 §2.1). */
  authorize: AuthorizeCaller<Context>
}

const OWNER = 'introspectionHandler'

/** The claims that are told of an active token (RFC 7662 §2.2), in this order. */
const TOLD = ['scope', 'iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti']

/**
 * Makes an introspection endpoint (RFC 7662): a POST with a form names a `token`, and the answer
 * tells its claims, or `{ "active": false }` for one that is no good, whatever the reason.
 *
 * @throws {TypeError | RangeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const handle = introspectionHandler({
 *   verifier,
 *   authorize: ({ request }) => request.headers.get('x-service') === secret,
 * })
 * ```
 */
export function introspectionHandler<Context = unknown>(
  options: IntrospectionHandlerOptions<Context>,
): Endpoint<Context> {
  return createTokenQuestion(OWNER, options, [], (_token, checked) => {
    const grant = grantOf(checked)
    return jsonAnswer(grant === null ? { active: false } : activeToken(grant))
  })
}

function activeToken({ claims, dpopThumbprint }: Grant): object {
  const told = TOLD.flatMap((name) => {
    const value = ownOf(claims, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  // RFC 9449 §6.2: whoever serves it must ask for the proof.
  const bound = dpopThumbprint === undefined ? {} : { cnf: { jkt: dpopThumbprint } }
  const tokenType = dpopThumbprint === undefined ? 'Bearer' : 'DPoP'
  return { active: true, ...Object.fromEntries(told), token_type: tokenType, ...bound }
}
