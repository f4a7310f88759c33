import { TokenError } from '../errors.ts'
import { prepareAllows } from '../capability/allows.ts'
import { decide } from '../capability/decide.ts'
import type { Definition, RequestOf } from '../capability/define.ts'
import { parseScopes } from '../scope/parse.ts'
import type { TokenClaims } from './claims.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { Grant } from './grant.ts'
import { markVerified } from './verified-mark.ts'

/** A grant while it is made: an absent claim is an absent member. */
type Draft = { -readonly [Member in keyof Grant]: Grant[Member] }

/** Makes the frozen grant of claims that were checked. */
export function makeGrant(claims: TokenClaims, keyId: string | undefined): Grant {
  const { scope = '', iss = '', jti, root, sub, aud, sid, iat, jkt } = claims
  const { scopes, rejected } = parseScopes(scope)
  const grant: Draft = {
    issuer: iss,
    expiresAt: claims.exp,
    scope,
    capabilities: scopes,
    rejected,
    claims: deepFreeze(claims.payload),
    allows: prepareAllows(scopes),
    explain: (definition, request) => decide(scopes, definition, request),
    require: (definition, request) => requireAllowed(grant, definition, request),
    find: (definition) =>
      Object.freeze(
        scopes.flatMap((granted) => {
          const values = definition.from(granted)
          return values === undefined ? [] : [values as never]
        }),
      ),
  }
  if (jti !== undefined) grant.id = jti
  if (root !== undefined) grant.rootId = root
  if (sub !== undefined) grant.subject = sub
  if (aud !== undefined) grant.audience = aud
  if (sid !== undefined) grant.session = sid
  if (iat !== undefined) grant.issuedAt = iat
  if (keyId !== undefined) grant.keyId = keyId
  if (jkt !== undefined) grant.dpopThumbprint = jkt
  markVerified(grant)
  return Object.freeze(grant)
}

/** Freezes the functions of a grant as well: for one that several callers are going to hold. */
export function freezeMethods(grant: Grant): void {
  for (const member of Object.values<unknown>({ ...grant })) {
    if (typeof member === 'function') Object.freeze(member)
  }
}

function requireAllowed<D extends Definition>(
  grant: Grant,
  definition: D,
  request: RequestOf<D>,
): void {
  if (grant.allows(definition, request)) return
  throw new TokenError('decision', { decision: grant.explain(definition, request) })
}
