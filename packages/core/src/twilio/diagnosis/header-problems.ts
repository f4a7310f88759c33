import { ownOf } from '../../token/claims.ts'
import { ACCESS_CTY } from '../access/access-shapes.ts'
import { CAPABILITY_CTY } from '../capability-cty.ts'
import { hasJwtType } from '../jwt-type.ts'
import { HEADER, INVALID, SIGNATURE, type CauseRow } from './cause-row.ts'
import { hasHmac, type CheckedSignature } from './check-signature.ts'
import type { OpenedTwilioToken } from './open-token.ts'

/** Where a part of the token is missing. */
export const HAND_OVER = 'hand over the whole string that the library returned'

const CUT_OFF: CauseRow = [SIGNATURE, 'its signature was cut off or changed', HAND_OVER]

const OF_ANOTHER_SECRET: CauseRow = [
  SIGNATURE,
  'its signature is of another secret, or it was changed',
  'sign with the current secret of its account or key',
]

/** What the signature shows to be wrong. */
export function signatureProblems(
  { kind }: OpenedTwilioToken,
  { signature, flaw }: CheckedSignature,
): readonly CauseRow[] {
  if (signature !== 'invalid') return []
  if (flaw === undefined) return [OF_ANOTHER_SECRET]
  if (flaw === 'not_whole') return [CUT_OFF]
  const [account, key] = ['the auth token of the account', 'the secret of the API key']
  const [other, own] =
    kind === 'access'
      ? [account, `${key} that \`iss\` names`]
      : [key, 'the `authToken` of the account']
  return [[SIGNATURE, `it is signed with ${other}`, `sign with ${own}`]]
}

/** Of an access token it is only perhaps a cause, if the hash is a longer one. */
export const NOT_HS256: CauseRow = [INVALID, 'its algorithm is not HS256', 'sign with HS256']

/** What the header shows to be wrong. */
export function headerProblems(token: OpenedTwilioToken): readonly CauseRow[] {
  const { kind, header } = token
  const rows: CauseRow[] = []
  if (ownOf(header, 'alg') !== 'HS256' && !hasLongerHash(token)) {
    rows.push(NOT_HS256)
  }
  const cty = ownOf(header, 'cty')
  const isForeign = kind === 'capability' && !CAPABILITY_CTY.includes(cty)
  for (const name of ['kid', 'crit', ...(isForeign ? ['cty'] : [])]) {
    if (!Object.hasOwn(header, name)) continue
    const cause = `its header has a \`${name}\` that no such token of Twilio has`
    rows.push([INVALID, cause, `leave \`${name}\` out`])
  }
  if (kind === 'access' && (cty !== ACCESS_CTY || !hasJwtType(header))) {
    const fix = `write "cty":"${ACCESS_CTY}","typ":"JWT" into the header`
    rows.push([HEADER, 'its header does not name an access token', fix])
  }
  return rows
}

/** Libraries let an access token be signed so, though Twilio's documentation names HS256 only. */
export function hasLongerHash(token: OpenedTwilioToken): boolean {
  return token.kind === 'access' && hasHmac(token) && ownOf(token.header, 'alg') !== 'HS256'
}
