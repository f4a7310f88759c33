import { afterEach, beforeEach, vi } from 'vitest'
import { listenIn, type Ear } from './leak-scan.ts'

// Class: secrets, tokens and claims in errors, events, logs and answers (CWE-209, CWE-532; RFC 6750
// §5.2, RFC 9700 §4.3). A marker stands in everything that comes from outside. What may be told: the
// `jti` of an event, the names of options, parameters, claims and capabilities, and what a route
// itself asks for.

/** An ear that is new for every test of a file. */
export function earOfEachTest(): Ear {
  let current: Ear
  beforeEach(() => {
    current = listenIn()
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  return {
    get said() {
      return current.said
    },
    onEvent: (event) => current.onEvent(event),
    hear: (where, run) => current.hear(where, run),
    listen: (where, run) => current.listen(where, run),
    leaks: () => current.leaks(),
  }
}
