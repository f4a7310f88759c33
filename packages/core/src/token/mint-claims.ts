import { kindOf } from '../kind-of.ts'
import { isPlainObject } from '../plain-object.ts'
import { formatScopes } from '../scope/format.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import { toWholeMs } from '../whole-ms.ts'
import { rejectUnknownOptions } from '../options.ts'
import { RESERVED_CLAIMS } from './claims.ts'
import type { Draft } from './mint.ts'
import type { MinterSettings } from './minter-options.ts'
import { requireFlag, requireJson, requireSeconds, requireText } from '../require.ts'

/** What one token shall say. */
export interface MintRequest {
  /** Whom it is for: the `sub` claim. */
  readonly subject?: string
  /** What it allows. */
  readonly capabilities: readonly ScopeUri[]
  /** Seconds it lives, a positive integer. */
  readonly ttl?: number
  /** The `aud` claim. */
  readonly audience?: string
  /** Claims of your own; the registered names are taken. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** The session it belongs to: the `sid` claim. */
  readonly session?: string
  /** NumericDate before which it is not accepted: the `nbf` claim. */
  readonly notBefore?: number
  /** RFC 7638 thumbprint of the key it is bound to: `cnf.jkt` (RFC 9449 §6.1). */
  readonly dpopThumbprint?: string
  /** Accepted once only: `once: true`. */
  readonly singleUse?: boolean
}

const REQUEST = [
  'subject',
  'capabilities',
  'ttl',
  'audience',
  'claims',
  'session',
  'notBefore',
  'dpopThumbprint',
  'singleUse',
]

/** The claims of a new token, in the order in which they are written. */
export function mintedClaims(
  request: MintRequest,
  settings: MinterSettings,
  now: number,
  id: string,
): Draft {
  rejectUnknownOptions('mint', request, REQUEST)
  const { ttl = settings.ttl, audience = settings.audience, subject, session } = request
  const expiresIn = requireSeconds('mint', 'ttl', ttl, settings.maxTtl)
  const exp = Math.ceil(now) + expiresIn
  // Assigned one by one: what is absent has no member, and the order is the order of the bytes.
  const claims: Record<string, unknown> = customClaims(request.claims)
  claims['iss'] = settings.issuer
  if (subject !== undefined) claims['sub'] = requireText('mint', 'subject', subject)
  if (audience !== undefined) claims['aud'] = requireText('mint', 'audience', audience)
  claims['exp'] = exp
  if (request.notBefore !== undefined) claims['nbf'] = readNotBefore(request.notBefore, exp)
  claims['iat'] = toWholeMs(now) / 1e3
  claims['jti'] = id
  claims['scope'] = scopeOf('mint', request.capabilities)
  if (session !== undefined) claims['sid'] = requireText('mint', 'session', session)
  if (requireFlag('mint', 'singleUse', request.singleUse)) claims['once'] = true
  const thumbprint = request.dpopThumbprint
  if (thumbprint !== undefined) {
    claims['cnf'] = { jkt: requireText('mint', 'dpopThumbprint', thumbprint) }
  }
  return { claims: claims as Draft['claims'], expiresIn, isBound: thumbprint !== undefined }
}

/** The `scope` claim. */
export function scopeOf(owner: string, capabilities: readonly ScopeUri[]): string {
  if (Array.isArray(capabilities)) return formatScopes(capabilities)
  throw new TypeError(
    `${owner}: "capabilities" must be a list, not ${kindOf(capabilities)}; [] for none`,
  )
}

function customClaims(claims: MintRequest['claims']): Record<string, unknown> {
  if (claims === undefined) return {}
  if (!isPlainObject(claims)) {
    throw new TypeError(`mint: "claims" must be a plain object, not ${kindOf(claims)}`)
  }
  const snapshot = requireJson('mint', 'claims', claims)
  for (const name of Object.keys(snapshot)) {
    if (!RESERVED_CLAIMS.includes(name)) continue
    throw new TypeError(`mint: the claim "${name}" is reserved; "claims" must not hold it`)
  }
  return snapshot
}

function readNotBefore(instant: number, expiresAt: number): number {
  if (!Number.isFinite(instant)) {
    throw new TypeError(
      `mint: "notBefore" must be a NumericDate, seconds since 1970, not ${kindOf(instant)}`,
    )
  }
  if (instant < expiresAt) return instant
  throw new RangeError('mint: "notBefore" must come before the token expires')
}
