import { ownOf } from '../token/claims.ts'
import { normalTyp } from '../token/front-door.ts'
import type { JsonObject } from '../token/json-object.ts'

/** Whether a header has the `typ` of Twilio's tokens: some libraries leave it out. */
export function hasJwtType(header: JsonObject): boolean {
  const typ = ownOf(header, 'typ')
  return typ === undefined || normalTyp(typ) === 'jwt'
}
