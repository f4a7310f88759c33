import type { FetchReason, TokenEvent, TokenFetchErrorCode } from '@grantline/core/client'
import { timeText } from './token-life.ts'

/** What the manager tells, and what the page knows besides. */
export type Happening =
  | TokenEvent
  | { readonly type: 'started'; readonly name: string }
  | { readonly type: 'signed_out'; readonly where: 'here' | 'elsewhere' }
  | { readonly type: 'revoked' }
  | { readonly type: 'offline' }
  | { readonly type: 'online' }

/** What a line about a happening depends on besides the happening itself. */
export interface Situation {
  /** Why the last request went out, as a sentence. */
  readonly cause: string
  /** Requests in a row that brought nothing. */
  readonly failures: number
  /** Whether a token is held that is still good. */
  readonly hasToken: boolean
  readonly isOnline: boolean
  /** Whether a timer has just told that the page slept. */
  readonly hasSlept: boolean
}

/** One happening in words: what it was, and why. */
export interface HappeningWords {
  readonly what: string
  readonly why: string
  /** `routine` is what happens all the time, and `trouble` what somebody may have to act on. */
  readonly tone: 'routine' | 'good' | 'notable' | 'trouble'
}

const ASLEEP = 'The page slept, or was held back in the background.'

type Describe<Type extends Happening['type']> = (
  happening: Extract<Happening, { type: Type }>,
  situation: Situation,
) => HappeningWords | undefined

/** What is not here, another line says already. */
const DESCRIBE: { readonly [Type in Happening['type']]?: Describe<Type> } = {
  started: ({ name }) =>
    good(`Started as ${name}.`, 'All tabs of a name in this browser share one token.'),
  fetch_ok: ({ life, ms }, { cause, failures }) =>
    goodOrRoutine(
      failures,
      `Fetched a token, good for ${spanText(life)}.`,
      `${cause} The server took ${Math.round(ms)} ms.`,
    ),
  adopted: ({ life }, { failures }) =>
    goodOrRoutine(
      failures,
      `Took over a token, good for ${spanText(life)}.`,
      'Another tab fetched it; this one asked nobody.',
    ),
  fetch_fail: failWords,
  denied: ({ code }) =>
    trouble(
      'The server refused for good.',
      code === 'login_required'
        ? 'The sign-in is over, and asking again would not change that.'
        : 'Asking again would not change its answer.',
    ),
  expired: (_event, situation) => trouble('The token ran out.', expiryWhy(situation)),
  late_response: () => notable('A token had ended when it came.', ASLEEP),
  throttled_timer: ({ late }) => notable(`The timer rang ${spanText(late)} late.`, ASLEEP),
  lock_timeout: () =>
    notable(
      'Went on without the lock of the tabs.',
      'A tab that is frozen or slow held it for too long.',
    ),
  rate_limited: () =>
    notable('Held a request back.', 'This page had asked too often in a short time.'),
  clock_skew: ({ ms }) =>
    notable(
      `The clock here is ${spanText(Math.abs(ms) / 1000)} ${ms < 0 ? 'ahead of' : 'behind'} the server's.`,
      'That changes nothing: a life counts from the moment of the request.',
    ),
  insufficient_scope: () =>
    notable(
      'A server missed something in the token.',
      'It answered 403. Another token would hold no more, so none was fetched.',
    ),
  revoked: () =>
    trouble('The token was revoked.', 'The line is closed. No other is fetched until you ask.'),
  signed_out: ({ where }) =>
    notable(
      'Signed out.',
      where === 'here'
        ? 'You did, and the other tabs of this name go with you.'
        : 'Another tab of this name did.',
    ),
  offline: (_event, { hasToken }) =>
    notable(
      'The network is gone.',
      hasToken ? 'The token stays good; renewing it waits.' : 'Asking for a token waits for it.',
    ),
  online: () => good('The network is back.', 'Whatever waited for it is done at once.'),
}

/** Says what happened; `undefined` for what another line says already. */
export function happeningWords(
  happening: Happening,
  situation: Situation,
): HappeningWords | undefined {
  const describe = DESCRIBE[happening.type] as Describe<Happening['type']> | undefined
  return describe?.(happening, situation)
}

const CAUSES: Readonly<Record<FetchReason, string>> = {
  initial: 'There was none yet.',
  due: 'The old one had run out.',
  demand: 'It was asked for, and none was left.',
  rejected: 'The server did not accept the old one.',
  late: 'The last one had ended when it came.',
  identity: 'It is for another name now.',
}

/** Why a request goes out, as a sentence; `part` is how much of the held token's life is over. */
export function causeWords(
  reason: FetchReason,
  part: number | undefined,
  failures: number,
): string {
  if (failures > 0) return 'Tried again after the failure.'
  if (part === undefined || (reason !== 'due' && reason !== 'demand')) return CAUSES[reason]
  return reason === 'due'
    ? `The old one was due, at ${Math.round(part * 100)} % of its life.`
    : 'It was asked for before the old one was due.'
}

/** A span of time in one unit: `42 s`, `15 min`, `2 h`. */
export function spanText(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`
  const minutes = seconds / 60
  return minutes < 100 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`
}

const FAILURES: Partial<Readonly<Record<TokenFetchErrorCode, string>>> = {
  network: 'the request did not get through',
  timeout: 'the server did not answer in time',
  unavailable: 'the server cannot answer now',
  rate_limited: 'there were too many requests',
  bad_response: 'the answer held none',
  expired_on_arrival: 'it had ended when it came, twice',
}

function failWords(
  { code, retryAt }: Extract<TokenEvent, { type: 'fetch_fail' }>,
  { failures, hasToken, isOnline }: Situation,
): HappeningWords | undefined {
  // Nothing is tried again, and the refusal that follows says so.
  if (retryAt === undefined) return undefined
  const times = failures === 0 ? '' : `, ${failures + 1} times in a row`
  const next = `Next try at ${timeText(retryAt * 1000)}${isOnline ? '' : ', or with the network'}.`
  return trouble(
    `No new token${times}: ${FAILURES[code] ?? 'the request failed'}.`,
    hasToken ? `${next} The old one is still good.` : next,
  )
}

function expiryWhy({ isOnline, hasSlept, failures }: Situation): string {
  if (!isOnline) return 'There was no network to renew it over.'
  if (hasSlept) return 'The page slept past its end.'
  return failures > 0 ? 'No request for another got through in time.' : ASLEEP
}

/** What happens all the time, unless it ends an outage. */
function goodOrRoutine(failures: number, what: string, why: string): HappeningWords {
  return { what, why, tone: failures > 0 ? 'good' : 'routine' }
}

function good(what: string, why: string): HappeningWords {
  return { what, why, tone: 'good' }
}

function notable(what: string, why: string): HappeningWords {
  return { what, why, tone: 'notable' }
}

function trouble(what: string, why: string): HappeningWords {
  return { what, why, tone: 'trouble' }
}
