import { expect } from 'vitest'
import type { User } from './user.ts'

/** ms by which the wall clock, which a manager looks at too, may be ahead. */
const EARLY = 5

/**
 * Expects that a user saw nothing but good answers, and that each token was fetched once: after the
 * one before had lived for half of its life, or was refused.
 */
export function expectOneRefreshPerLife(user: User, ttl: number): void {
  expect([...user.seen.keys()]).toEqual(['200'])
  expect(tooEarly(user, ttl)).toEqual([])
  // Whatever was fetched was used, but for the latest, perhaps: nobody fetched beside another.
  const good = user.fetched.filter(({ outcome }) => outcome === 'ok').length
  expect([good, good - 1]).toContain(user.tokens.size)
}

function tooEarly({ fetched }: User, ttl: number): readonly string[] {
  return fetched.flatMap(({ at, reason }, index) => {
    const before = fetched[index - 1]
    if (before?.outcome !== 'ok' || reason === 'rejected') return []
    const age = at - before.at
    return age < (ttl * 1000) / 2 - EARLY ? [`${reason} after ${age} ms`] : []
  })
}
