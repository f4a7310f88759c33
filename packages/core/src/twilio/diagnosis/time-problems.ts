import { ownOf } from '../../token/claims.ts'
import { LONGEST_TTL } from '../ttl.ts'
import { EXPIRED, INVALID, NO_END, TOO_LONG, type CauseRow } from './cause-row.ts'
import { endOf, type OpenedTwilioToken } from './open-token.ts'

/** No token of seconds is that late: it is the year 5138. */
const MILLISECONDS = 1e11

/** What the times of a token show to be wrong, for the instant `now`. */
export function timeProblems(token: OpenedTwilioToken, now: number): readonly CauseRow[] {
  const start = (claim: string, words: string): readonly CauseRow[] => {
    const date = ownOf(token.payload, claim)
    if (typeof date !== 'number' || date <= now) return []
    if (date > MILLISECONDS) return [millisecondsRow(claim, INVALID)]
    const fix = `set the clock of the server, or leave \`${claim}\` out`
    return [[INVALID, `it ${words} in the future`, fix]]
  }
  return [
    ...endProblems(endOf(token), now),
    ...start('nbf', 'begins'),
    ...start('iat', 'was issued'),
  ]
}

function endProblems(exp: number | undefined, now: number): readonly CauseRow[] {
  if (exp === undefined) {
    const fix = '`exp` must be a JSON number, seconds since 1970'
    return [[NO_END, 'its end is missing or no number', fix]]
  }
  if (exp <= now) {
    return [[EXPIRED, 'it has ended', 'fetch a new one before the old one ends']]
  }
  if (exp > MILLISECONDS) {
    return [millisecondsRow('exp', TOO_LONG)]
  }
  if (exp - now <= LONGEST_TTL) return []
  const fix = `make it with a ttl of ${LONGEST_TTL} or less`
  return [[TOO_LONG, 'it lives longer than a day', fix]]
}

function millisecondsRow(claim: string, codes: CauseRow[0]): CauseRow {
  return [codes, `its \`${claim}\` is in milliseconds`, `\`${claim}\` must be seconds since 1970`]
}
