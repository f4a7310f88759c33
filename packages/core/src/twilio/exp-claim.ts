import { ownOf } from '../token/claims.ts'
import type { JsonObject } from '../token/json-object.ts'

const WHOLE_SECONDS = /^[1-9][0-9]{0,14}$/

/**
 * The `exp` claim of a capability token, which the oldest libraries for Java write as text; of other
 * kinds they wrote none.
 */
export function expOfCapability(claims: JsonObject): unknown {
  const exp = ownOf(claims, 'exp')
  return typeof exp === 'string' && WHOLE_SECONDS.test(exp) ? Number(exp) : exp
}
