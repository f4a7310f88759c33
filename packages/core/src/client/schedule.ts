// When a token is renewed. All times are milliseconds; an age counts from the send of the request.

/** A range of fractions of a token's life, `[from, to]`. */
export type Jitter = readonly [from: number, to: number]

/**
 * The part of its life after which a token is due, drawn once per token. Below 20 s there is no time
 * for a second try, so the range is early and narrow whatever is configured.
 */
export function drawFraction(life: number, jitter: Jitter, random: number): number {
  const [from, to] = life < 20_000 ? [0.5, 0.7] : jitter
  return from + random * (to - from)
}

/**
 * The age at which a token is due. A hidden page takes at least 90 s of a life that has them to
 * spare, because its timers may fire once a minute.
 */
export function refreshAt(life: number, fraction: number, isHidden: boolean): number {
  const share = Math.min(Math.max(life * 0.1, 3000), 60_000, life * 0.4)
  const lead = isHidden && life >= 240_000 ? Math.max(share, 90_000) : share
  return Math.max(Math.min(life * fraction, life - lead), Math.min(1000, life / 2))
}

/**
 * How long the one timer sleeps: to the next attempt or to the end of the token, and at most a
 * minute. A longer timer says nothing after a sleep, and one over 2^31 ms fires at once.
 */
export function timerDelay(wait: number, left: number): number {
  const next = wait > 0 ? wait : 1000
  return Math.max(50, Math.min(60_000, next, left > 0 ? left + 1 : 60_000))
}
