import { isPlainObject } from '../../plain-object.ts'
import { parseScopes } from '../../scope/parse.ts'
import { ownOf } from '../../token/claims.ts'
import { KINDS } from '../access/access-shapes.ts'
import { ACCOUNT, INVALID, ISSUER, type CauseRow } from './cause-row.ts'
import type { OpenedTwilioToken } from './open-token.ts'

/** What `iss` and `sub` show to be wrong. */
export function issuerProblems(
  { kind, payload }: OpenedTwilioToken,
  accountSid: string | undefined,
): readonly CauseRow[] {
  const [iss, sub] = [ownOf(payload, 'iss'), ownOf(payload, 'sub')]
  const isAccess = kind === 'access'
  const account = isAccess ? sub : iss
  const codes = isAccess ? ISSUER : ACCOUNT
  const rows: CauseRow[] = []
  if (isAccess && !isSid(iss, 'SK')) {
    const fix = '`iss` is the SID of the key that signs'
    rows.push([ISSUER, 'its issuer is no API key (SK…)', fix])
  }
  if (!isSid(account, 'AC')) {
    const fix = `\`${isAccess ? 'sub' : 'iss'}\` is the SID of the account`
    rows.push([codes, 'it names no account (AC…)', fix])
  } else if (accountSid !== undefined && account !== accountSid) {
    rows.push([codes, 'it is of another account', 'use the SID and the secret of one account'])
  }
  return rows
}

function isSid(value: unknown, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix)
}

/** What the claim of its kind shows to be wrong. */
export function contentProblems({ kind, payload }: OpenedTwilioToken): readonly CauseRow[] {
  if (kind === 'unknown') {
    const cause = 'its type is not JWT, or it has neither scope URIs, `grants` nor `policies`'
    return [[INVALID, cause, 'hand over a token made for Twilio']]
  }
  if (kind === 'access') return grantProblems(ownOf(payload, 'grants'))
  if (kind === 'capability') return scopeProblems(ownOf(payload, 'scope'))
  return Array.isArray(ownOf(payload, 'policies')) ? [] : [anew('its `policies` are no list')]
}

/** What a builder would not have made. */
export function anew(cause: string): CauseRow {
  return [INVALID, cause, 'make it anew']
}

/** Rules that a value breaks however it is encoded. */
const OTHER_RULES: ReadonlySet<string> = new Set(['name', 'encoding', 'duplicate', 'limit'])

function scopeProblems(scope: unknown): readonly CauseRow[] {
  if (typeof scope !== 'string') return [anew('its `scope` is no text')]
  const reasons = new Set(parseScopes(scope).rejected.map(({ reason }) => reason))
  return [...reasons].map((reason) => {
    const cause = `a scope of it cannot be read (${reason})`
    if (OTHER_RULES.has(reason)) return anew(cause)
    return [INVALID, cause, 'percent-encode names and parameters']
  })
}

function grantProblems(grants: unknown): readonly CauseRow[] {
  if (!isPlainObject(grants)) return [anew('its `grants` are no object')]
  const names = Object.keys(grants)
  const rows: CauseRow[] = []
  if (names.every((name) => name === 'identity')) {
    rows.push([INVALID, 'it grants nothing', 'add a grant'])
  }
  const needsIdentity = Object.values(KINDS).some(
    ({ member, needsIdentity: needs }) => needs === true && names.includes(member),
  )
  if (needsIdentity && !names.includes('identity')) {
    rows.push([INVALID, 'it names no identity', 'give it the identity of its user'])
  }
  return rows
}
