import type { Clock } from '../clock.ts'
import { TokenError } from '../errors.ts'
import { tell, type OnEvent } from '../events.ts'
import type { Algorithm } from './algorithm.ts'
import { readInstant } from './instant.ts'
import type { KeySource } from './key-source.ts'
import { readRemoteSet, type RemoteSet } from './remote-set.ts'

/** When remote keys are fetched, and for how long they serve. In seconds. */
export interface KeyCachePolicy {
  readonly cacheMaxAge: number
  readonly cooldown: number
  readonly maxStale: number
}

interface Loaded {
  readonly set: RemoteSet
  readonly at: number
}

interface Failure {
  readonly at: number
  readonly cause: unknown
}

/**
 * Keeps the key set of a server. A request waits for the server only where it must: for the first
 * set, for one that is due, and for a `kid` that is new; never while the server is known to fail and
 * the key is known.
 */
export function createKeyCache(
  download: () => Promise<unknown>,
  policy: KeyCachePolicy,
  clock: Clock,
  listener: OnEvent | undefined,
): KeySource['find'] {
  const { cacheMaxAge, cooldown, maxStale } = policy
  let loaded: Loaded | undefined
  /** Of the last attempt; a success forgets it. */
  let failure: Failure | undefined
  let flight: Promise<void> | undefined
  let missedAt = -Infinity

  const load = async (now: number): Promise<void> => {
    const started = performance.now()
    try {
      const before = loaded?.set
      const set = readRemoteSet(await download(), before)
      loaded = { set, at: now }
      failure = undefined
      if (listener && before) tellChanges(listener, before, set)
    } catch (cause) {
      failure = { at: now, cause }
      if (listener && loaded && isWithin(cacheMaxAge + maxStale, loaded.at, now)) {
        tell(listener, { type: 'stale', durationMs: performance.now() - started })
      }
    } finally {
      flight = undefined
    }
  }
  const refresh = (now: number): Promise<void> => (flight ??= load(now))

  const lookUp = (now: number, alg: Algorithm, kid: string | undefined): Found => {
    if (loaded === undefined || !isWithin(cacheMaxAge + maxStale, loaded.at, now)) return 'unknown'
    return loaded.set.find(alg, kid)
  }
  const findAfterRefresh: KeySource['find'] = async (alg, kid) => {
    await refresh(readInstant(clock))
    const now = readInstant(clock)
    const found = lookUp(now, alg, kid)
    if (failure) return orUnavailable(found, failure)
    if (found !== 'unknown') return found
    missedAt = now
    return undefined
  }
  return (alg, kid) => {
    const now = readInstant(clock)
    const found = lookUp(now, alg, kid)
    const isFresh = loaded !== undefined && isWithin(cacheMaxAge, loaded.at, now)
    if (isFresh && found !== 'unknown') return found
    // While a fetch is under way neither holds: it would not have begun.
    if (failure && isWithin(cooldown, failure.at, now)) return orUnavailable(found, failure)
    if (isFresh && isWithin(cooldown, missedAt, now)) return undefined
    if (!failure || found === 'unknown') return findAfterRefresh(alg, kid)
    void refresh(now)
    return found
  }
}

// A clock that was put back must not keep keys for longer.
function isWithin(seconds: number, at: number, now: number): boolean {
  return Math.abs(now - at) < seconds
}

type Found = ReturnType<RemoteSet['find']>

/** What is known, where the server cannot be asked: a token with another key may well be good. */
function orUnavailable(found: Found, { cause }: Failure): Exclude<Found, 'unknown'> {
  if (found === 'unknown') throw new TokenError('unavailable', { cause })
  return found
}

function tellChanges(listener: OnEvent, before: RemoteSet, after: RemoteSet): void {
  const tellOf = (
    type: 'rotated' | 'retired',
    keys: RemoteSet['keys'],
    others: RemoteSet,
  ): void => {
    for (const { kid } of keys.filter((key) => !others.keys.includes(key))) {
      tell(listener, kid === undefined ? { type } : { type, kid })
    }
  }
  tellOf('rotated', after.keys, before)
  tellOf('retired', before.keys, after)
}
