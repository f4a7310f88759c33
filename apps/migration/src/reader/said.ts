import type { Call, Value } from './parse.ts'

/** What a snippet says, in the words of the vectors. */
export interface Said {
  /** The account, the secret and whom or what the token is for. */
  readonly holder: Record<string, Value | undefined>
  /** Seconds. */
  ttl: number
  readonly calls: (string | Record<string, Value | undefined>)[]
}

/** Adds to what was said so far what one call says. */
export type Saying = (said: Said, call: Call) => void

/** Sayings by the names of the calls, in small letters without `_`. */
export type Dialect = Readonly<Record<string, Saying>>

/** Nothing beyond the calls in its arguments. */
export const saysNothing: Saying = () => {}

/** The life of the token, where the call names one. */
export function sayLife(said: Said, life: Value | undefined): void {
  if (life === undefined) return
  if (typeof life !== 'number') throw new Error('the life of a token must be written out')
  said.ttl = life
}

/** The members that are there. */
export function present(members: Record<string, Value | undefined>): Record<string, Value> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Record<string, Value>
}
