import { GrantlineError } from '../errors.ts'
import { LONGEST_TICKET } from '../token/attenuate.ts'
import { ownOf } from '../token/claims.ts'
import type { Grant } from '../token/grant.ts'

/** What is wrong with any other token in a URL. */
export const NO_TICKET: GrantlineError = new GrantlineError('malformed_request', {
  message: 'the token in the query is no ticket: good once, for at most 30 seconds',
})

/** Whether a token may stand in a URL. */
export function isTicket({ claims, expiresAt, issuedAt }: Grant): boolean {
  // A life is counted from the whole second after the one in which it was issued.
  const isShort = issuedAt !== undefined && expiresAt - Math.ceil(issuedAt) <= LONGEST_TICKET
  return isShort && ownOf(claims, 'once') === true
}
