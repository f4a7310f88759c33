import { SIGN_IN_LIFE } from './sign-in-cookie.ts'

/** The sessions that signed out: a copy of their cookie or token is worth nothing any more. */
export interface EndedSessions {
  add(session: string): void
  has(session: string | undefined): boolean
}

/** Bounds what anybody can make the server remember by signing in and out. */
const MAX_SESSIONS = 10_000

/** Kept in memory until no cookie of the session could still be valid. */
export function createEndedSessions(clock: () => number): EndedSessions {
  const forgetAt = new Map<string, number>()
  return {
    add(session) {
      const now = clock()
      // Entries stand in the order of their age: the first one still needed ends the sweep.
      for (const [old, at] of forgetAt) {
        if (at > now && forgetAt.size < MAX_SESSIONS) break
        forgetAt.delete(old)
      }
      forgetAt.set(session, now + SIGN_IN_LIFE)
    },
    has: (session) => session !== undefined && forgetAt.has(session),
  }
}
