import { prepareAllows } from '../capability/allows.ts'
import { parseScopesSmall } from '../scope/parse-small.ts'
import type { Grant } from '../token/grant.ts'

/**
 * What a token says of itself, decoded and **not verified**: good enough to disable a button, never
 * to allow anything.
 */
export type ClientGrant = Pick<Grant, 'scope' | 'capabilities' | 'subject' | 'session' | 'allows'>

/** What a token says, as far as it is a JWT. */
export interface DecodedToken {
  readonly grant: ClientGrant | null
  /** `iat` and `exp` as they were sent. */
  readonly iat?: unknown
  readonly exp?: unknown
}

/** Reads the payload of a JWT (RFC 7519 §3); of any other token the grant is `null`. */
export function decodeToken(token: string): DecodedToken {
  try {
    const payload = String(token.split('.')[1]).replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
    const claims: Record<string, unknown> = Object.create(null)
    const { iat, exp, scope, sub, sid } = Object.assign(
      claims,
      JSON.parse(new TextDecoder().decode(bytes)),
    )
    return { grant: grantOf(textOf(scope) ?? '', textOf(sub), textOf(sid)), iat, exp }
  } catch {
    return { grant: null }
  }
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined
}

function grantOf(
  scope: string,
  subject: string | undefined,
  session: string | undefined,
): ClientGrant {
  const scopes = parseScopesSmall(scope)
  return Object.freeze({
    scope,
    capabilities: scopes,
    ...(subject !== undefined && { subject }),
    ...(session !== undefined && { session }),
    allows: prepareAllows(scopes),
  } satisfies ClientGrant)
}
