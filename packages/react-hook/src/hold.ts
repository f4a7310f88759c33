import type { TokenManager } from '@grantline/core/client'
import type { TokenHome } from './token-home.ts'

/** A share for a component that is not there yet. */
interface Hold {
  readonly release: () => void
  readonly group: string | undefined
  readonly ms: number
  timer?: ReturnType<typeof setTimeout>
}

/** By the key of its home. */
const held = new Map<unknown, Hold>()

/** More of a group than any page waits for at once. */
const MAX_HELD = 20

/** ms that a manager is kept after the last render that wanted it. */
const LINGER = 60_000

/**
 * The manager of a home, kept while a component that suspends waits for it, and for a while after:
 * before it is there it cannot hold a share, and its siblings may suspend as well.
 *
 * @throws {TypeError} when so many of a group are kept that their keys cannot mean anything
 */
export function hold<Meta>(
  home: Pick<TokenHome<Meta>, 'key' | 'lease' | 'group'>,
): TokenManager<Meta> {
  const { key, group } = home
  const isKnown = held.has(key)
  if (!isKnown && group !== undefined && sizeOf(group) >= MAX_HELD) {
    throw new TypeError(
      'useCapabilityTokenSuspense: declare fetchToken outside of the component, or pass a manager: it is another function in every render',
    )
  }
  const { manager, release } = home.lease()
  if (isKnown) release()
  else held.set(key, { release, group, ms: manager.suspense.timeout * 1000 + LINGER })
  linger(key)
  return manager
}

/** Keeps what is held for as long again. */
export function linger(key: unknown): void {
  const known = held.get(key)
  if (!known) return
  clearTimeout(known.timer)
  known.timer = setTimeout(() => letGo(key), known.ms)
}

/** Ends what {@link hold} began. */
export function letGo(key: unknown): void {
  const known = held.get(key)
  clearTimeout(known?.timer)
  held.delete(key)
  known?.release()
}

function sizeOf(group: string): number {
  return Array.from(held.values()).filter((each) => each.group === group).length
}
