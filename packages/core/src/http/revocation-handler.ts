import type { RevocationStore } from '../token/revocation-store.ts'
import type { Verifier } from '../token/verifier.ts'
import type { AuthorizeCaller } from './authorize-caller.ts'
import { grantOf, revocableOf } from './check-token.ts'
import type { Endpoint, EndpointOptions } from './endpoint.ts'
import { requireOption } from './require-option.ts'
import { badRequest, emptyAnswer, unavailableAnswer } from './token-answer.ts'
import { createTokenQuestion } from './token-question.ts'

/** Settings of {@link revocationHandler}. */
export interface RevocationHandlerOptions<Context = unknown> extends EndpointOptions {
  /**
   * Tells which token is meant; it must take every audience that tokens are for. Give it no `replay`
   * store: looking at a single-use token would use it up.
   */
  verifier: Pick<Verifier, 'check'>
  /** Where the revocation is written: the store that the verifiers ask. */
  revocation: Pick<RevocationStore, 'revoke'>
  /** Decides who may revoke which token. */
  authorize: AuthorizeCaller<Context>
}

const OWNER = 'revocationHandler'

/**
 * Makes a revocation endpoint (RFC 7009): a POST with a form names a `token`, which is revoked; with
 * one that was minted, not narrowed, all that were narrowed from it. The answer is 200 and empty for
 * known and unknown tokens alike, and comes once the revocation stands.
 *
 * @throws {TypeError | RangeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const revocation = memoryRevocationStore()
 * const handle = revocationHandler({
 *   verifier,
 *   revocation,
 *   // One's own, or one that is no good any more.
 *   authorize: ({ request, grant }) => {
 *     const user = userOf(request)
 *     return user !== null && (grant === null || grant.subject === user)
 *   },
 * })
 * ```
 */
export function revocationHandler<Context = unknown>(
  options: RevocationHandlerOptions<Context>,
): Endpoint<Context> {
  const { revocation } = options
  const handle = createTokenQuestion(OWNER, options, ['revocation'], async (token, checked) => {
    // Only whoever may ask learns that nobody knows.
    grantOf(checked)
    const revocable = revocableOf(token, checked)
    if (revocable === null) return emptyAnswer()
    const { id, expiresAt } = revocable
    // Without a name it cannot be revoked, and 200 would say that it is.
    if (id === undefined) return badRequest('unsupported_token_type')
    try {
      await revocation.revoke({ level: 'token', value: id, expiresAt })
    } catch {
      return unavailableAnswer()
    }
    return emptyAnswer()
  })
  requireOption(OWNER, 'revocation', 'revoke', revocation)
  return handle
}
