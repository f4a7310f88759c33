import type { Fetcher } from './fetcher.ts'
import { leftOf, type HeldToken } from './held-token.ts'
import type { Env } from './env.ts'
import type { TabMessage } from './tabs.ts'

/** What the other tabs are told of a token. */
export function tokenMessage(
  { token, life, wall, meta }: HeldToken<unknown>,
  id: string | undefined,
): TabMessage {
  return { v: 1, kind: 'token', id, token, life, sentWall: wall, meta }
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
  const message = data as Partial<TabMessage> | null
  if (message?.v !== 1 || message.id !== identity) return null
  if (message.kind === 'logout') return message.kind
  const { kind, token = '', life = 0, sentWall = Number.NaN, meta } = message
  const ago = Math.max(0, env.now() - sentWall)
  if (kind !== 'token' || !Number.isFinite(ago)) return null
  try {
    const answer = { token, expiresIn: life / 1000, meta: meta as Meta }
    const held = fetcher.hold(answer, env.now() - ago, env.mono() - ago)
    return leftOf(held, env) > 0 ? held : null
  } catch {
    return null
  }
}
