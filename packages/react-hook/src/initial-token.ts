import type { TokenManagerOptions } from '@grantline/core/client'

/** For whom a token that the page brought along was first used, and when, on both clocks. */
interface FirstUse {
  readonly identity: string | undefined
  readonly wall: number
  readonly mono: number
}

/** By token, because an inline `initial` is another object in every render. */
const firstUses = new Map<string, FirstUse>()

/** A page brings few tokens along; the oldest of more are forgotten. */
const MAX_USES = 100

/**
 * The options for a new manager. An initial token belongs to the identity it was first used for,
 * and it grows old from then on: a manager made later must not take it for fresh.
 */
export function withAgedInitial<Meta>(
  options: TokenManagerOptions<Meta>,
): TokenManagerOptions<Meta> {
  const { initial, ...rest } = options
  // A server renders for many, and keeps nobody's token.
  if (initial === undefined || typeof window === 'undefined') return options
  const use = firstUses.get(initial.token) ?? noteUse(initial.token, options.identity)
  if (use.identity !== options.identity) return rest
  const passed = Math.max(Date.now() - use.wall, performance.now() - use.mono, 0)
  return { ...rest, initial: { ...initial, ageMs: (initial.ageMs ?? 0) + passed } }
}

/** Whether a manager had the initial token of these options already. */
export function isInitialUsed({ initial }: Pick<TokenManagerOptions, 'initial'>): boolean {
  return initial !== undefined && firstUses.has(initial.token)
}

/** Whether the initial token was used for another identity. */
export function isInitialOfAnother({
  initial,
  identity,
}: Pick<TokenManagerOptions, 'initial' | 'identity'>): boolean {
  const use = initial === undefined ? undefined : firstUses.get(initial.token)
  return use !== undefined && use.identity !== identity
}

function noteUse(token: string, identity: string | undefined): FirstUse {
  const use = { identity, wall: Date.now(), mono: performance.now() }
  firstUses.set(token, use)
  for (const oldest of firstUses.keys()) {
    if (firstUses.size <= MAX_USES) break
    firstUses.delete(oldest)
  }
  return use
}
