import { isPlainObject } from '../../plain-object.ts'
import { parseScopes } from '../../scope/parse.ts'
import { ownOf } from '../../token/claims.ts'
import { normalTyp } from '../../token/front-door.ts'
import { LONGEST_TTL } from '../ttl.ts'
import type { Obstacle, OpenedTwilioToken } from './open-token.ts'

/** The codes of Twilio's error directory that are about tokens. */
export type TwilioErrorCode = 20101 | 20103 | 20104 | 31202 | 31204 | 31205 | 31207

/** Why Twilio may refuse a token. */
export interface LikelyCause {
  /** The codes that Twilio answers with, of access tokens and of the Voice SDK. */
  readonly codes: readonly TwilioErrorCode[]
  /** What is wrong; no value of the token is in it. */
  readonly cause: string
  /** What to do about it. */
  readonly fix: string
  /** Whether the token shows it; otherwise it cannot be seen from the token. */
  readonly certain: boolean
}

/** What the signature of a token was found to be. */
export type SignatureState = 'valid' | 'invalid' | 'not_checked'

/** What is known besides the token. */
export interface Circumstances {
  readonly obstacles: readonly Obstacle[]
  /** NumericDate. */
  readonly now: number
  readonly accountSid: string | undefined
  readonly signature: SignatureState
  /** An access token that the account's auth token signed. */
  readonly signedWithAuthToken: boolean
}

const INVALID: readonly TwilioErrorCode[] = [20101, 31204]
const ISSUER: readonly TwilioErrorCode[] = [20103, 31204]
const EXPIRED: readonly TwilioErrorCode[] = [20104, 31205]
const TOO_LONG: readonly TwilioErrorCode[] = [20104, 31207]
const SIGNATURE: readonly TwilioErrorCode[] = [20101, 31202]

type Row = readonly [codes: readonly TwilioErrorCode[], cause: string, fix: string]

const OBSTACLES: Readonly<Record<Obstacle, Row>> = {
  too_long: [INVALID, 'it is longer than any server takes', 'sign fewer parameters into it'],
  wrapped: [
    INVALID,
    'something stands around it: white space, quotes or "Bearer"',
    'hand over the token alone',
  ],
  parts: [
    INVALID,
    'it has not three parts with a dot between: it was cut off, or is no signed token',
    'hand over the whole string that the library returned, awaited if it is a promise',
  ],
  encoding: [
    INVALID,
    'a part is not base64url of one JSON object: it was changed on its way',
    'hand over the string as it is, neither decoded nor escaped',
  ],
}

/** What keeps a text from being a token, likeliest first. */
export function causesOfText(obstacles: readonly Obstacle[]): readonly LikelyCause[] {
  return obstacles.map((obstacle) => toCause(OBSTACLES[obstacle], true))
}

/** Why a token may be refused: what it shows first, then what cannot be seen from it. */
export function causesOf(
  token: OpenedTwilioToken,
  circumstances: Circumstances,
): readonly LikelyCause[] {
  const shown = [
    ...timeProblems(token, circumstances),
    ...signatureProblems(circumstances),
    ...headerProblems(token),
    ...issuerProblems(token, circumstances),
    ...contentProblems(token),
  ]
  return [
    ...causesOfText(circumstances.obstacles),
    ...shown.map((row) => toCause(row, true)),
    ...unseenProblems(token, circumstances).map((row) => toCause(row, false)),
  ]
}

function toCause([codes, cause, fix]: Row, certain: boolean): LikelyCause {
  return Object.freeze({ codes: Object.freeze([...codes]), cause, fix, certain })
}

function timeProblems({ payload }: OpenedTwilioToken, { now }: Circumstances): readonly Row[] {
  const exp = ownOf(payload, 'exp')
  const start = ownOf(payload, 'nbf') ?? ownOf(payload, 'iat')
  const rows: Row[] = []
  if (typeof exp !== 'number') {
    const fix = '`exp` must be a JSON number, seconds since 1970'
    rows.push([[20104, 31204], 'its end is missing or no number', fix])
  } else if (exp <= now) {
    rows.push([EXPIRED, 'it has ended', 'fetch a new one before the old one ends'])
  } else if (exp > 1e11) {
    rows.push([TOO_LONG, 'its end is in milliseconds', '`exp` must be seconds since 1970'])
  } else if (exp - now > LONGEST_TTL) {
    rows.push([
      TOO_LONG,
      'it lives longer than a day',
      `make it with a ttl of ${LONGEST_TTL} or less`,
    ])
  }
  if (typeof start === 'number' && start > now) {
    const fix = 'set the clock of the server that makes tokens, or leave `nbf` out'
    rows.push([INVALID, 'it begins in the future', fix])
  }
  return rows
}

function signatureProblems({ signature, signedWithAuthToken }: Circumstances): readonly Row[] {
  if (signedWithAuthToken) {
    const cause = 'it is signed with the auth token, which signs no access tokens'
    return [[SIGNATURE, cause, 'sign with the secret of the API key that `iss` names']]
  }
  if (signature !== 'invalid') return []
  const cause = 'its signature is of another secret, or it was changed after signing'
  return [[SIGNATURE, cause, 'sign with the current secret of the account or key it names']]
}

function headerProblems({ kind, header }: OpenedTwilioToken): readonly Row[] {
  const rows: Row[] = []
  const typ = ownOf(header, 'typ')
  if (ownOf(header, 'alg') !== 'HS256') {
    rows.push([INVALID, 'its algorithm is not HS256', 'sign with HS256'])
  }
  if (typ !== undefined && normalTyp(typ) !== 'jwt') {
    rows.push([INVALID, 'its type is not JWT', 'write "typ":"JWT" into the header'])
  }
  if (kind === 'access' && ownOf(header, 'cty') !== 'twilio-fpa;v=1') {
    const fix = 'write "cty":"twilio-fpa;v=1" into the header'
    rows.push([[20101], 'its header does not name an access token', fix])
  }
  return rows
}

function issuerProblems(
  { kind, payload }: OpenedTwilioToken,
  { accountSid }: Circumstances,
): readonly Row[] {
  const [iss, sub] = [ownOf(payload, 'iss'), ownOf(payload, 'sub')]
  const account = kind === 'access' ? sub : iss
  const codes = kind === 'access' ? ISSUER : ([31202, 31204] as const)
  const rows: Row[] = []
  if (kind === 'access' && !isSid(iss, 'SK')) {
    rows.push([ISSUER, 'its issuer is no API key (SK…)', '`iss` is the SID of the key that signs'])
  }
  if (!isSid(account, 'AC')) {
    const claim = kind === 'access' ? 'sub' : 'iss'
    rows.push([codes, 'it names no account (AC…)', `\`${claim}\` is the SID of the account`])
  } else if (accountSid !== undefined && account !== accountSid) {
    rows.push([codes, 'it is of another account', 'use the SID and the secret of one account'])
  }
  return rows
}

function isSid(value: unknown, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix)
}

function contentProblems({ kind, payload }: OpenedTwilioToken): readonly Row[] {
  if (kind === 'unknown') {
    const cause = 'it has neither `scope`, `grants` nor `policies`: it is not of Twilio’s kinds'
    return [[INVALID, cause, 'hand over a token made for Twilio']]
  }
  if (kind === 'access') return grantProblems(ownOf(payload, 'grants'))
  if (kind === 'task_router') {
    const cause = 'its `policies` are no list'
    return Array.isArray(ownOf(payload, 'policies')) ? [] : [[INVALID, cause, 'make it anew']]
  }
  const scope = ownOf(payload, 'scope')
  const isReadable = typeof scope === 'string' && parseScopes(scope).rejected.length === 0
  const cause = 'a scope of it cannot be read: a value in it was not percent-encoded'
  return isReadable ? [] : [[INVALID, cause, 'encode names and parameters, or use a builder']]
}

/** Grants that mean nothing without a name of the one they are for. */
const NEED_IDENTITY = ['voice', 'chat', 'data_sync']

function grantProblems(grants: unknown): readonly Row[] {
  if (!isPlainObject(grants)) return [[INVALID, 'its `grants` are no object', 'make it anew']]
  const names = Object.keys(grants)
  const rows: Row[] = []
  if (names.every((name) => name === 'identity')) {
    rows.push([INVALID, 'it grants nothing', 'add a grant of the product it is for'])
  }
  if (!names.includes('identity') && NEED_IDENTITY.some((name) => names.includes(name))) {
    rows.push([INVALID, 'it names no identity', 'give it the identity of its user'])
  }
  return rows
}

function unseenProblems({ kind }: OpenedTwilioToken, known: Circumstances): readonly Row[] {
  const rows: Row[] = []
  if (known.signature === 'not_checked' && !known.signedWithAuthToken) {
    const cause = 'its signature may be of another secret: an older one, or another account’s'
    rows.push([SIGNATURE, cause, 'give the secret here, and the signature is checked'])
  }
  if (kind === 'access') {
    const cause = 'its API key may be deleted, restricted, or of another account or region'
    rows.push([[20103, 31204], cause, 'make it with a standard key of the account it names'])
  }
  return rows
}
