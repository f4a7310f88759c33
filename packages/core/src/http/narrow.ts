import { isGrantlineError } from '../errors.ts'
import { formatScopes } from '../scope/format.ts'
import { parseScopes } from '../scope/parse.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import type { AttenuateRequest } from '../token/attenuate.ts'
import type { Grant } from '../token/grant.ts'
import type { MintedToken, Minter } from '../token/mint.ts'
import type { FormBody } from './read-body.ts'

/** The scopes that a form asks for, all of the grant's if it names none; `undefined` if malformed. */
export function scopesAsked(form: FormBody, grant: Grant): readonly ScopeUri[] | undefined {
  const scope = form.get('scope')
  if (scope === undefined) return grant.capabilities
  const { scopes, rejected } = parseScopes(scope)
  return rejected.length === 0 && canBeWritten(scopes) ? scopes : undefined
}

/** What may be read raw grows when it is written, perhaps beyond what a claim may hold. */
function canBeWritten(scopes: readonly ScopeUri[]): boolean {
  try {
    formatScopes(scopes)
    return true
  } catch {
    return false
  }
}

/** Mints the narrower token; `undefined` if it would not be narrower. */
export async function narrow(
  minter: Pick<Minter, 'attenuate'>,
  grant: Grant,
  request: AttenuateRequest,
): Promise<MintedToken | undefined> {
  try {
    return await minter.attenuate(grant, request)
  } catch (error) {
    if (isGrantlineError(error) && error.code === 'not_narrower') return undefined
    throw error
  }
}
