import { LONGEST_TOKEN } from '../longest-token.ts'
import { INVALID, ISSUER, SIGNATURE, type CauseRow } from './cause-row.ts'
import { hasHmac, secretOptionOf, type CheckedSignature } from './check-signature.ts'
import { anew, contentProblems, issuerProblems } from './content-problems.ts'
import {
  HAND_OVER,
  hasLongerHash,
  headerProblems,
  NOT_HS256,
  signatureProblems,
} from './header-problems.ts'
import { namedGrants } from './named-grants.ts'
import type { Obstacle, OpenedTwilioToken } from './open-token.ts'
import { timeProblems } from './time-problems.ts'

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

/** What is known besides the token. */
export interface Circumstances extends CheckedSignature {
  readonly obstacles: readonly Obstacle[]
  /** NumericDate. */
  readonly now: number
  readonly accountSid: string | undefined
}

const OBSTACLES: Readonly<Record<Obstacle, readonly [cause: string, fix: string]>> = {
  too_long: [
    `it is longer than ${LONGEST_TOKEN} characters, the limit of the readers here`,
    'sign fewer parameters into it',
  ],
  wrapped: ['white space, quotes or "Bearer" stand around it', 'hand over the token alone'],
  parts: [
    'it has not three parts: it was cut off, or is no token',
    `${HAND_OVER}, awaited if it is a promise`,
  ],
  encoding: [
    'a part is not base64url of one JSON object',
    'hand over the string as it is, neither decoded nor escaped',
  ],
}

/** What keeps a text from being a token, likeliest first. */
export function causesOfText(obstacles: readonly Obstacle[]): readonly LikelyCause[] {
  return obstacles.map((obstacle) => toCause([INVALID, ...OBSTACLES[obstacle]], true))
}

/** Why a token may be refused: what it shows first, then what cannot be seen from it. */
export function causesOf(
  token: OpenedTwilioToken,
  circumstances: Circumstances,
): readonly LikelyCause[] {
  const { obstacles, now, accountSid } = circumstances
  const shown = [
    ...timeProblems(token, now),
    ...signatureProblems(token, circumstances),
    ...headerProblems(token),
    ...issuerProblems(token, accountSid),
    ...contentProblems(token),
  ]
  return [
    ...causesOfText(obstacles),
    ...shown.map((row) => toCause(row, true)),
    ...unseenProblems(token, circumstances).map((row) => toCause(row, false)),
  ]
}

function toCause([codes, cause, fix]: CauseRow, certain: boolean): LikelyCause {
  return { codes, cause, fix, certain }
}

function unseenProblems(token: OpenedTwilioToken, known: Circumstances): readonly CauseRow[] {
  const rows: CauseRow[] = []
  if (known.signature === 'not_checked' && hasHmac(token)) {
    const cause = 'its signature may be of another secret: an older one, or another account’s'
    const fix = `give \`${secretOptionOf(token.kind)}\` here, and the signature is checked`
    rows.push([SIGNATURE, cause, fix])
  }
  if (hasLongerHash(token)) rows.push(NOT_HS256)
  if (token.kind !== 'access') return rows
  if (
    namedGrants(token).some(([, , kind, options]) => kind !== undefined && options === undefined)
  ) {
    rows.push(anew('a grant of it cannot be read here'))
  }
  const cause = 'its API key may be deleted, restricted, or of another account or region'
  rows.push([ISSUER, cause, 'make it with a standard key of its account'])
  return rows
}
