import { definitionOf } from '../capability/define.ts'
import { isNarrowed } from '../capability/narrows.ts'
import { GrantlineError } from '../errors.ts'
import { rejectUnknownOptions } from '../options.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import { ownOf } from './claims.ts'
import type { Grant } from './grant.ts'
import type { Draft } from './mint.ts'
import { scopeOf } from './mint-claims.ts'
import type { MinterSettings } from './minter-options.ts'
import { requireSeconds } from '../require.ts'

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
}

/** The claims of a token that is narrower than its parent, in the order in which they are written. */
export function attenuatedClaims(
  parent: Grant,
  request: AttenuateRequest,
  settings: MinterSettings,
  now: number,
  id: string,
): Draft {
  rejectUnknownOptions('attenuate', request, ['capabilities', 'ttl'])
  requireFitParent(parent, settings, now)
  const ttl = requireSeconds('attenuate', 'ttl', request.ttl ?? settings.ttl, settings.maxTtl)
  const scope = scopeOf('attenuate', request.capabilities)
  requireNarrower(request.capabilities, parent, settings)
  const start = Math.ceil(now)
  const exp = Math.min(start + ttl, Math.floor(parent.expiresAt))
  if (exp <= start) throw notNarrower('the parent has less than a second left')

  const nbf = ownOf(parent.claims, 'nbf')
  if (typeof nbf === 'number' && nbf >= exp)
    throw notNarrower('it would end before the parent begins')
  const cnf = ownOf(parent.claims, 'cnf')
  const claims = {
    iss: settings.issuer,
    sub: parent.subject,
    aud: parent.audience,
    exp,
    nbf,
    iat: parent.issuedAt,
    jti: id,
    scope,
    sid: parent.session,
    cnf,
    root: parent.rootId ?? parent.id,
  }
  return { claims, expiresIn: exp - start, isBound: cnf !== undefined }
}

function requireFitParent(parent: Grant, settings: MinterSettings, now: number): void {
  if (typeof parent !== 'object' || parent === null || !Array.isArray(parent.capabilities)) {
    throw new TypeError('attenuate: the parent must be the grant of a verified token')
  }
  if (parent.issuer !== settings.issuer) throw notNarrower('the parent has another issuer')
  // Not "now >= expiresAt": a parent without an end must not pass.
  if (!(now < parent.expiresAt)) throw notNarrower('the parent has expired')
  if (ownOf(parent.claims, 'once') === undefined) return
  throw notNarrower('the parent is good for one use only')
}

function requireNarrower(
  capabilities: readonly ScopeUri[],
  parent: Grant,
  { definitions }: MinterSettings,
): void {
  const wider = capabilities.flatMap((capability, index) => {
    const name = `${capability.service}:${capability.privilege}`
    const definition = definitions.get(name)
    const own = definitionOf(capability)
    if (definition !== undefined && own !== undefined && own !== definition) {
      throw new TypeError(
        `attenuate: "${name}" was made from another definition than the one in the minter's "capabilities"`,
      )
    }
    return isNarrowed(capability, parent.capabilities, definition) ? [] : [`${name} (at ${index})`]
  })
  if (wider.length > 0) throw notNarrower(`no capability of the parent covers ${wider.join(', ')}`)
}

function notNarrower(why: string): GrantlineError {
  return new GrantlineError('not_narrower', { message: `token would not be narrower: ${why}` })
}
