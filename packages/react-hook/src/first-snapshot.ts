import { TokenManager, type TokenManagerOptions, type TokenSnapshot } from '@grantline/core/client'
import { isInitialOfAnother, isInitialUsed } from './initial-token.ts'

/** Before anything happened: what a server renders, and so what hydration begins with. */
export const IDLE: TokenSnapshot<never> = Object.freeze({
  status: 'idle',
  token: null,
  grant: null,
  error: null,
  epoch: 0,
  expiresAt: null,
  meta: null,
})

/** In place of a token that belongs to somebody else. */
export const LOADING: TokenSnapshot<never> = Object.freeze({ ...IDLE, status: 'loading' })

const known = new WeakMap<object, TokenSnapshot>()

/** What is shown until a manager is made: the initial token, the same for server and hydration. */
export function firstSnapshot<Meta>(options: TokenManagerOptions<Meta>): TokenSnapshot<Meta> {
  const { initial } = options
  if (initial === undefined || isInitialOfAnother(options)) return IDLE
  const snapshot = known.get(initial) ?? snapshotOf(options)
  known.set(initial, snapshot)
  return snapshot as TokenSnapshot<Meta>
}

/** The same in a page, where an initial token that was used may have ended meanwhile. */
export function earlySnapshot<Meta>(options: TokenManagerOptions<Meta>): TokenSnapshot<Meta> {
  return isInitialUsed(options) ? IDLE : firstSnapshot(options)
}

function snapshotOf<Meta>(options: TokenManagerOptions<Meta>): TokenSnapshot<Meta> {
  // A manager nobody subscribes to does nothing. Its clock is its own, though, and may not show.
  return Object.freeze({ ...new TokenManager(options).snapshot, expiresAt: null })
}
