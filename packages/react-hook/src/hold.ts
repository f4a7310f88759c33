import type { TokenManager } from '@grantline/core/client'
import type { TokenHome } from './token-home.ts'

/** A share for a component that is not there yet. */
interface Hold {
  readonly manager: TokenManager
  readonly release: () => void
  readonly ms: number
  timer: ReturnType<typeof setTimeout>
  /** Whether somebody came for its token, or it was counted as one that nobody came for. */
  isSeen: boolean
}

/** By the key of its home. */
const held = new Map<unknown, Hold>()

/** Answers in a row that nobody came for: more than there are by chance. */
const MAX_STRAYS = 20

/** How often another manager was asked for after an answer that nobody came for. */
let strays = 0
/** When that was first and last, ms. */
let since = 0
let strayAt = 0

/** ms that React may take to come back for an answer, or to render again what has thrown. */
const HASTE = 1000

/** ms that a manager is kept after the last render that wanted it. */
const LINGER = 60_000

/**
 * The manager of a home, kept while a component that suspends waits for it, and for a while after:
 * before it is there it cannot hold a share, and its siblings may suspend as well.
 *
 * @throws {TypeError} when the keys cannot mean anything: each comes after the answer to another,
 *   and nobody comes back with one of them
 */
export function hold<Meta>(home: Pick<TokenHome<Meta>, 'key' | 'lease'>): TokenManager<Meta> {
  const { key } = home
  const known = held.get(key)
  if (known) {
    linger(key)
    return known.manager as TokenManager<Meta>
  }
  rejectStorm()
  const lease = home.lease()
  const ms = lease.manager.suspense.timeout * 1000 + LINGER
  held.set(key, { ...lease, ms, timer: setTimeout(() => letGo(key), ms), isSeen: false })
  return lease.manager
}

/** Keeps what is held for as long again. */
export function linger(key: unknown): void {
  const known = held.get(key)
  if (!known) return
  if (isAnswered(known)) {
    known.isSeen = true
    strays = 0
  }
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

function rejectStorm(): void {
  const now = performance.now()
  const missed = Array.from(held.values()).filter((each) => !each.isSeen && isAnswered(each))
  // All at once count as one: a page that was left had many.
  for (const each of missed) each.isSeen = true
  if (missed.length > 0) {
    if (strays === 0) since = now
    strays += 1
    strayAt = now
  }
  if (strays >= MAX_STRAYS && now - since > HASTE && now - strayAt < HASTE) {
    // What was asked for in vain is not held against the next one.
    for (const each of held.values()) each.isSeen = true
    throw new TypeError(
      'useCapabilityTokenSuspense: declare fetchToken outside of the component and pass the same params in every render, or pass a manager: each render asks for another token',
    )
  }
}

function isAnswered({ manager }: Hold): boolean {
  const { token, status } = manager.snapshot
  return token !== null || status === 'denied'
}
