import { decodeToken, type ClientGrant } from './decode.ts'
import type { Env } from './env.ts'
import { refreshAt } from './schedule.ts'
import { TokenFetchError } from './token-fetch-error.ts'
import type { TokenGrant } from './token-source.ts'

/** A token and the moment its request was sent: everything about its life counts from there. */
export interface HeldToken<Meta> {
  readonly token: string
  readonly grant: ClientGrant | null
  readonly meta: Meta | null
  /** `iat` of a JWT, as it was sent. */
  readonly iat: unknown
  /** The two clocks when the request was sent, ms. */
  readonly wall: number
  readonly mono: number
  /** ms. */
  readonly life: number
  /** It is due after this part of what was left of its life at the age `from`. */
  fraction: number
  from: number
  /** A server refused it, so any other is better. */
  isRejected: boolean
  /** The age before which a hidden page leaves it to the others to renew it, ms. */
  hiddenUntil: number
}

/** 400 days; nothing that calls itself a capability lives longer. */
const MAX_SECONDS = 34_560_000

/**
 * Takes what a source answered.
 *
 * @throws {TokenFetchError} `bad_response` without a token, or with a life that cannot be
 */
export function holdToken<Meta>(
  { token, expiresIn, meta }: TokenGrant<Meta>,
  wall: number,
  mono: number,
): HeldToken<Meta> {
  const { grant, iat, exp } = decodeToken(token)
  // The endpoint may hand out a cached token: what it says of the rest wins over the claims.
  const seconds: unknown = expiresIn ?? Number(exp) - Number(iat)
  const isLife = typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS
  if (!token || typeof token !== 'string' || !isLife) throw new TokenFetchError('bad_response')
  return {
    token,
    grant,
    meta: meta ?? null,
    iat,
    wall,
    mono,
    life: seconds * 1000,
    fraction: 0,
    from: 0,
    isRejected: false,
    hiddenUntil: 0,
  }
}

/**
 * ms since the token was asked for. The monotonic clock catches a wall clock set back, the wall clock
 * a sleep in which the monotonic one stood still.
 */
export function ageOf({ wall, mono }: HeldToken<unknown>, env: Env): number {
  return Math.max(env.now() - wall, env.mono() - mono, 0)
}

/** ms the token is still good for. */
export function leftOf(held: HeldToken<unknown> | null, env: Env): number {
  return held ? held.life - ageOf(held, env) : 0
}

/** ms until the token is due, none when there is no token. */
export function dueIn(held: HeldToken<unknown> | null, env: Env): number {
  if (!held) return 0
  const { life, fraction, from, hiddenUntil } = held
  const due = from + refreshAt(life - from, fraction, isHidden(env))
  return Math.max(due, isHidden(env) ? hiddenUntil : 0) - ageOf(held, env)
}

/** Whether a token is one to take in place of the held one. */
export function isBetter(
  next: HeldToken<unknown>,
  held: HeldToken<unknown> | null,
  env: Env,
): boolean {
  return !held || held.isRejected || leftOf(next, env) > leftOf(held, env)
}

/** Which of a fetched token and the held one to hold from now on. */
export function betterOf<Meta>(
  next: HeldToken<Meta>,
  held: HeldToken<Meta> | null,
  env: Env,
): HeldToken<Meta> {
  if (!held || isBetter(next, held, env)) return next
  // What is left of it is scheduled anew, or a source of short tokens is asked without end.
  const { fraction } = next
  return Object.assign(held, { from: ageOf(held, env), fraction, hiddenUntil: 0 })
}

/**
 * Whether a token is good for at least so long, seconds; of a short one that is a quarter of its life,
 * or half of it where a caller asked.
 */
export function isGoodFor(
  held: HeldToken<unknown>,
  env: Env,
  minValidity: number,
  asked?: number,
): boolean {
  const share = held.life / (asked === undefined ? 4 : 2)
  return leftOf(held, env) > Math.min((asked ?? minValidity) * 1000, share)
}

/** Whether the page is there, but not seen. */
export function isHidden(env: Env): boolean {
  return env.document?.visibilityState === 'hidden'
}

/** Leaves a due token to a page that is seen, for a while and once: this one will be told. */
export function yieldToSeen(held: HeldToken<unknown> | null, env: Env): void {
  const left = leftOf(held, env)
  if (!held || left <= 0 || held.hiddenUntil || !isHidden(env)) return
  held.hiddenUntil = ageOf(held, env) + env.random() * Math.min(10_000, left / 4)
}
