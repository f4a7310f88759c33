import { TokenError } from '../errors.ts'
import { decide, isAllowed } from '../capability/decide.ts'
import { parseScopes } from '../scope/parse.ts'
import { ownClaim, thumbprintOf } from './claims.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { Grant } from './grant.ts'

/** Makes the frozen grant of claims that were checked. */
export function makeGrant(claims: Readonly<Record<string, unknown>>, keyId?: string): Grant {
  const scope = (ownClaim(claims, 'scope') ?? '') as string
  const { scopes, rejected } = parseScopes(scope)
  const grant: Grant = {
    issuer: ownClaim(claims, 'iss') as string,
    expiresAt: ownClaim(claims, 'exp') as number,
    scope,
    capabilities: scopes,
    rejected,
    claims,
    ...present('id', ownClaim(claims, 'jti')),
    ...present('rootId', ownClaim(claims, 'root')),
    ...present('subject', ownClaim(claims, 'sub')),
    ...present('audience', ownClaim(claims, 'aud')),
    ...present('session', ownClaim(claims, 'sid')),
    ...present('issuedAt', ownClaim(claims, 'iat')),
    ...present('keyId', keyId),
    ...present('dpopThumbprint', thumbprintOf(claims)),
    allows: (definition, request) =>
      scopes.some((granted) => isAllowed(granted, definition, request)),
    explain: (definition, request) => decide(scopes, definition, request),
    require: (definition, request) => {
      const decision = decide(scopes, definition, request)
      if (!decision.allowed) throw new TokenError('decision', { decision })
    },
    find: (definition) =>
      Object.freeze(
        scopes.flatMap((granted) => {
          const values = definition.from(granted)
          return values === undefined ? [] : [values as never]
        }),
      ),
  }
  return deepFreeze(grant)
}

function present(member: keyof Grant, value: unknown): Partial<Grant> {
  return value === undefined ? {} : { [member]: value }
}
