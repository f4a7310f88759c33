import { rejectUnknownOptions } from '../options.ts'
import type { CheckResult, Verifier } from '../token/verifier.ts'
import { refuseCaller, type AuthorizeCaller } from './authorize-caller.ts'
import {
  createEndpoint,
  ENDPOINT_OPTIONS,
  type Endpoint,
  type EndpointOptions,
} from './endpoint.ts'
import { readForm, type FormBody } from './read-body.ts'
import { DEFAULT_REALM } from './realm.ts'
import { requireFunction, requireOption } from './require-option.ts'
import { badRequest } from './token-answer.ts'

/** Settings of an endpoint to which a caller names a token. */
export interface TokenQuestionOptions<Context> extends EndpointOptions {
  verifier: Pick<Verifier, 'check'>
  authorize: AuthorizeCaller<Context>
}

/**
 * Makes an endpoint to which a caller names a `token` in a form. What was found of it goes to
 * `authorize`, and only for those who may ask to `answer`: nobody else learns anything.
 *
 * @throws {TypeError | RangeError} for an option that is unknown or does not fit
 */
export function createTokenQuestion<Context>(
  owner: string,
  options: TokenQuestionOptions<Context>,
  more: readonly string[],
  answer: (token: string, checked: CheckResult) => Response | Promise<Response>,
): Endpoint<Context> {
  rejectUnknownOptions(owner, options, ['verifier', 'authorize', ...more, ...ENDPOINT_OPTIONS])
  const { verifier, authorize, realm = DEFAULT_REALM } = options
  requireOption(owner, 'verifier', 'check', verifier)
  requireFunction(owner, 'authorize', authorize)

  return createEndpoint<FormBody, Context>(owner, options, readForm, async (input) => {
    const { request, body: form, context } = input
    const token = form.get('token')
    const checked = token === undefined ? undefined : await verifier.check(token)
    const grant = checked?.ok === true ? checked.grant : null
    const refusal = await refuseCaller(authorize, { request, form, grant, context }, realm)
    if (refusal !== undefined) return refusal
    if (token === undefined || checked === undefined) return badRequest('invalid_request')
    return answer(token, checked)
  })
}
