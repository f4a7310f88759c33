import { isPlainObject } from '../../plain-object.ts'
import { ownOf } from '../../token/claims.ts'
import { readGrant, type NamedGrant } from '../access/read-access-grants.ts'
import type { OpenedTwilioToken } from './open-token.ts'

/** The members of the `grants` of a token, in their order. */
export function namedGrants({ payload }: OpenedTwilioToken): readonly NamedGrant[] {
  const grants = ownOf(payload, 'grants')
  return isPlainObject(grants) ? Object.entries(grants).map((entry) => readGrant(entry)) : []
}
