import { memoryRevocationStore, type GrantIdentity, type RevocationStore } from '@grantline/core'
import type { RevocationTask } from './task.ts'

/** What is asked whether a token is revoked. */
export interface Revoked {
  /** @param end - seconds since 1970 */
  revoke(id: string, end: number): unknown
  isRevoked(grant: GrantIdentity): boolean
  /** Forgets what is over; absent where that happens by itself, or never. */
  readonly sweep?: () => void
  readonly store?: RevocationStore
}

/** The leeway that an entry outlives its token by: Grantline's, given to the others as well. */
const LEEWAY = 600

/** For the entries that come when the first ones are over. */
const ROOM = 40_000

/** Makes one of those that are compared, on a clock of the caller's. */
export function makeRevoked(task: RevocationTask, clock: () => number): Revoked {
  if (task.store === 'map') return revokedInMap(clock)
  if (task.store === 'set') return revokedInSet()
  return revokedInStore(task.store === 'full' ? task.entries : 2 * task.entries + ROOM, clock)
}

function revokedInStore(maxEntries: number, clock: () => number): Revoked {
  const store = memoryRevocationStore({ maxEntries, clock })
  return {
    store,
    // The cut-off lies behind: so no call waits for the clock to pass it.
    revoke: (value, expiresAt) =>
      store.revoke({ level: 'token', value, before: clock() - 1, expiresAt }),
    isRevoked: (grant) => store.check(grant).revoked,
  }
}

function revokedInMap(clock: () => number): Revoked {
  const ends = new Map<string, number>()
  return {
    revoke: (id, end) => ends.set(id, end + LEEWAY),
    isRevoked: ({ id = '' }) => (ends.get(id) ?? 0) > clock(),
    sweep: () => {
      const now = clock()
      for (const [id, end] of ends) if (end <= now) ends.delete(id)
    },
  }
}

function revokedInSet(): Revoked {
  const ids = new Set<string>()
  return { revoke: (id) => ids.add(id), isRevoked: ({ id = '' }) => ids.has(id) }
}
