import { definitionOf } from '../capability/define.ts'
import { prepareNarrowed } from '../capability/narrows.ts'
import { GrantlineError } from '../errors.ts'
import { rejectUnknownOptions } from '../options.ts'
import { parseScopes } from '../scope/parse.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import { ownOf } from './claims.ts'
import type { Grant } from './grant.ts'
import type { Draft } from './mint.ts'
import { scopeOf } from './mint-claims.ts'
import type { MinterSettings } from './minter-options.ts'
import { requireFlag, requireSeconds } from '../require.ts'
import { toWholeMs } from '../whole-ms.ts'
import { isVerifiedGrant } from './verified-mark.ts'
import type { MintedClaims } from './write-claims.ts'

/** What a narrower token shall say; the rest is its parent's. */
export interface AttenuateRequest {
  /** What it allows; each must narrow one capability of the parent. */
  readonly capabilities: readonly ScopeUri[]
  /**
   * Seconds it lives; cut to what is left of the parent.
   *
   * @default the minter's `ttl`
   */
  readonly ttl?: number
  /**
   * Makes a ticket: good once, for at most 30 seconds, for where a token may be seen. Unlike other
   * children it is as old as itself.
   *
   * @default false
   */
  readonly singleUse?: boolean
}

/** Seconds that a ticket lives at most: it stands in a URL, and URLs end up in logs. */
export const LONGEST_TICKET = 30

/** What a token that is narrower than its parent is to say. */
export function attenuatedClaims(
  parent: Grant,
  request: AttenuateRequest,
  settings: MinterSettings,
  now: number,
  id: string,
): Draft {
  rejectUnknownOptions('attenuate', request, ['capabilities', 'ttl', 'singleUse'])
  requireFitParent(parent, settings, now)
  const isTicket = requireFlag('attenuate', 'singleUse', request.singleUse)
  const ttl = readTtl(request, settings, isTicket)
  const scope = scopeOf('attenuate', request.capabilities)
  requireOwnDefinitions(request.capabilities, settings)
  // What is compared is what is signed, whatever the objects say when they are read again.
  requireNarrower(parseScopes(scope).scopes, parent, settings)
  const start = Math.ceil(now)
  const exp = Math.min(start + ttl, Math.floor(parent.expiresAt))
  if (exp <= start) throw notNarrower('the parent has less than a second left')

  const nbf = ownOf(parent.claims, 'nbf')
  if (typeof nbf === 'number' && nbf >= exp)
    throw notNarrower('it would end before the parent begins')
  const cnf = ownOf(parent.claims, 'cnf')
  const claims: MintedClaims = {
    iss: settings.issuer,
    sub: parent.subject,
    aud: parent.audience,
    exp,
    nbf,
    iat: isTicket ? toWholeMs(now) / 1e3 : parent.issuedAt,
    jti: id,
    scope,
    sid: parent.session,
    once: isTicket ? true : undefined,
    cnf,
    root: parent.rootId ?? parent.id,
  }
  return { claims, custom: undefined, expiresIn: exp - start, isBound: cnf !== undefined }
}

function readTtl(request: AttenuateRequest, settings: MinterSettings, isTicket: boolean): number {
  const most = isTicket ? Math.min(LONGEST_TICKET, settings.maxTtl) : settings.maxTtl
  const { ttl = Math.min(settings.ttl, most) } = request
  return requireSeconds('attenuate', 'ttl', ttl, most)
}

function requireFitParent(parent: Grant, settings: MinterSettings, now: number): void {
  if (!isVerifiedGrant(parent)) {
    throw new TypeError(
      'attenuate: the parent must be the grant that a verifier returned, not a copy of one',
    )
  }
  if (parent.issuer !== settings.issuer) throw notNarrower('the parent has another issuer')
  // Not "now >= expiresAt": a parent without an end must not pass.
  if (!(now < parent.expiresAt)) throw notNarrower('the parent has expired')
  if (ownOf(parent.claims, 'once') === undefined) return
  throw notNarrower('the parent is good for one use only')
}

function requireOwnDefinitions(
  capabilities: readonly ScopeUri[],
  { definitions }: MinterSettings,
): void {
  for (const capability of capabilities) {
    const made = definitionOf(capability)
    const known = made === undefined ? undefined : definitions.get(made.name)
    if (made === undefined || known === undefined || known === made) continue
    throw new TypeError(
      `attenuate: "${made.name}" was made from another definition than the one in the minter's "capabilities"`,
    )
  }
}

function requireNarrower(
  scopes: readonly ScopeUri[],
  parent: Grant,
  { definitions }: MinterSettings,
): void {
  const isNarrowed = prepareNarrowed(parent.capabilities)
  const wider = scopes.flatMap((scope, index) => {
    const name = `${scope.service}:${scope.privilege}`
    return isNarrowed(scope, definitions.get(name)) ? [] : [`${name} (at ${index})`]
  })
  if (wider.length > 0) throw notNarrower(`no capability of the parent covers ${wider.join(', ')}`)
}

function notNarrower(why: string): GrantlineError {
  return new GrantlineError('not_narrower', { message: `token would not be narrower: ${why}` })
}
