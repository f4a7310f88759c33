import type { Grant } from '../token/grant.ts'
import type { FormBody } from './read-body.ts'
import { deniedAnswer, invalidClient } from './token-answer.ts'
import type { Denied } from './denied.ts'

/** Who asks an endpoint about a token. */
export interface CallerInput<Context = unknown> {
  /** The request, for its cookies and headers; its body has been read already. */
  readonly request: Request
  /** The fields of the form, the token among them: unchecked data from outside. */
  readonly form: FormBody
  /** The grant of the token that is asked about, `null` if it is no good: for "only your own". */
  readonly grant: Grant | null
  /** What the server passed along with the request; an adapter passes its framework's own. */
  readonly context: Context
}

/** Decides who may ask; `false` and `null` are "not signed in". */
export type AuthorizeCaller<Context = unknown> = (
  input: CallerInput<Context>,
) => boolean | Denied | null | Promise<boolean | Denied | null>

/**
 * The answer to a caller who may not ask; `undefined` for one who may. Only `true` lets one ask.
 */
export async function refuseCaller<Context>(
  authorize: AuthorizeCaller<Context>,
  input: CallerInput<Context>,
  realm: string,
): Promise<Response | undefined> {
  const allowed = await authorize(input)
  if (allowed === true) return undefined
  if (allowed === false || allowed === null) return invalidClient(realm)
  if (typeof allowed === 'object' && Object.hasOwn(allowed, 'denied'))
    return deniedAnswer(allowed, realm)
  throw new TypeError('authorize must return true, false, null or denied(...)')
}
