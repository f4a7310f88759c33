import type { Env } from './env.ts'
import type { Fetcher } from './fetcher.ts'
import { ageOf, type HeldToken } from './held-token.ts'

/** What one tab tells the others; the token goes through memory, never into storage. */
export type TabMessage = {
  readonly v: 1
  /** The identity it is about. */
  readonly id: string | undefined
  /** What else came with a token. */
  readonly meta?: unknown
} & (
  | { readonly kind: 'logout' }
  | {
      readonly kind: 'token'
      readonly token: string
      /** ms, from {@link sentWall} on. */
      readonly life: number
      /** The wall clock when the token was asked for. */
      readonly sentWall: number
    }
)

/** What the other tabs are told of a token. */
export function tokenMessage(
  held: HeldToken<unknown>,
  id: string | undefined,
  env: Env,
): TabMessage {
  const { token, life, meta } = held
  // By the clock as it shows now: it may have been set back since the token was asked for.
  return { v: 1, kind: 'token', id, token, life, sentWall: env.now() - ageOf(held, env), meta }
}

/**
 * Takes a message of another tab, which may run another release, for what it says it is, or for
 * nothing: that this identity signed out, or a token that is still good.
 */
export function readTabMessage<Meta>(
  data: unknown,
  identity: string | undefined,
  fetcher: Fetcher<Meta>,
  env: Env,
): HeldToken<Meta> | 'logout' | null {
  try {
    const message = data as TabMessage
    if (message.v !== 1 || message.id !== identity) return null
    if (message.kind !== 'token') return message.kind === 'logout' ? 'logout' : null
    const { token, life, sentWall, meta } = message
    const ago = Math.max(0, env.now() - sentWall)
    // One that has ended must not draw from the range of the first token.
    if (!(life > ago)) return null
    const answer = { token, expiresIn: life / 1000, meta: meta as Meta }
    return fetcher.hold(answer, env.now() - ago, env.mono() - ago)
  } catch {
    return null
  }
}
