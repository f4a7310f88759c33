import { kindOf } from '../kind-of.ts'
import { isPlainObject } from '../plain-object.ts'
import { formatScopes } from '../scope/format.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import { toWholeMs } from '../whole-ms.ts'
import { rejectUnknownOptions } from '../options.ts'
import { RESERVED_CLAIMS } from './claims.ts'
import type { Draft } from './mint.ts'
import type { MinterSettings } from './minter-options.ts'
import type { MintedClaims } from './write-claims.ts'
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

/** What a new token is to say. */
export function mintedClaims(
  request: MintRequest,
  settings: MinterSettings,
  now: number,
  id: string,
): Draft {
  rejectUnknownOptions('mint', request, REQUEST)
  const { ttl = settings.ttl, audience = settings.audience, dpopThumbprint } = request
  const expiresIn = requireSeconds('mint', 'ttl', ttl, settings.maxTtl)
  const exp = Math.ceil(now) + expiresIn
  const claims: MintedClaims = {
    iss: settings.issuer,
    sub: textOrNothing('subject', request.subject),
    aud: textOrNothing('audience', audience),
    exp,
    nbf: readNotBefore(request.notBefore, exp),
    iat: toWholeMs(now) / 1e3,
    jti: id,
    scope: scopeOf('mint', request.capabilities),
    sid: textOrNothing('session', request.session),
    once: requireFlag('mint', 'singleUse', request.singleUse) ? true : undefined,
    cnf: dpopThumbprint === undefined ? undefined : bindingTo(dpopThumbprint),
    root: undefined,
  }
  const custom = customClaims(request.claims)
  return { claims, custom, expiresIn, isBound: dpopThumbprint !== undefined }
}

/** The `scope` claim. */
export function scopeOf(owner: string, capabilities: readonly ScopeUri[]): string {
  if (Array.isArray(capabilities)) return formatScopes(capabilities)
  throw new TypeError(
    `${owner}: "capabilities" must be a list, not ${kindOf(capabilities)}; [] for none`,
  )
}

function customClaims(claims: MintRequest['claims']): Record<string, unknown> | undefined {
  if (claims === undefined) return undefined
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

function textOrNothing(option: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : requireText('mint', option, value)
}

function bindingTo(thumbprint: string): { readonly jkt: string } {
  return { jkt: requireText('mint', 'dpopThumbprint', thumbprint) }
}

function readNotBefore(instant: number | undefined, expiresAt: number): number | undefined {
  if (instant === undefined) return undefined
  if (!Number.isFinite(instant)) {
    throw new TypeError(
      `mint: "notBefore" must be a NumericDate, seconds since 1970, not ${kindOf(instant)}`,
    )
  }
  if (instant < expiresAt) return instant
  throw new RangeError('mint: "notBefore" must come before the token expires')
}
