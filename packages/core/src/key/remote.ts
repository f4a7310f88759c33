import { requireClock } from '../clock.ts'
import { JWS_PARAMETERS } from '../crypto/jws-parameters.ts'
import { requireListener, type OnEvent } from '../events.ts'
import { rejectUnknownOptions } from '../options.ts'
import { downloadJson, type FetchKeys } from './download.ts'
import { requireDuration } from '../require.ts'
import { createKeyCache } from './key-cache.ts'
import { registerSource, type KeySource, type VerificationKeys } from './key-source.ts'
import { requireKeysUrl } from './remote-url.ts'

/** Settings of {@link remoteKeys}; all durations are whole seconds. */
export interface RemoteKeysOptions {
  /**
   * How old the keys may be before they are fetched again. A key that the server withdraws verifies
   * for that much longer.
   *
   * @default 600
   */
  readonly cacheMaxAge?: number
  /**
   * The least time from a fetch for an unknown `kid`, or from one that failed, to the next.
   *
   * @default 10
   */
  readonly cooldown?: number
  /**
   * How long one fetch may take, body and all; at most 300.
   *
   * @default 5
   */
  readonly timeout?: number
  /**
   * For how long after `cacheMaxAge` known keys serve while fetches fail.
   *
   * @default 3600
   */
  readonly maxStale?: number
  /**
   * Fetches in place of the global `fetch`, which is looked up at every call.
   *
   * @default globalThis.fetch
   */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /**
   * Seconds since 1970, fractions allowed: tells how old the keys are.
   *
   * @default the system clock
   */
  readonly clock?: () => number
  /**
   * Hears `rotated` and `retired` when the server's set has changed, and `stale` when a fetch has
   * failed and the known keys go on serving.
   */
  readonly onEvent?: OnEvent
}

const OPTIONS = ['cacheMaxAge', 'cooldown', 'timeout', 'maxStale', 'fetch', 'clock', 'onEvent']

/** A timer of a month and more fires at once. */
const MAX_TIMEOUT = 300

/**
 * The public keys of another server, from the JWK Set (RFC 7517 §5) at one fixed URL; `jku` and
 * `x5u` of a token are never looked at. Fetched when a token first asks, then kept.
 *
 * Where the keys cannot be had, verifying throws `verifier_unavailable` (503), never `invalid_token`.
 * A member that is private, a secret, malformed or not for signatures is left out and changes
 * nothing for the others; a `kid` that stands twice names no key.
 *
 * @throws {TypeError} for a URL that is neither https nor http on this machine
 * @throws {RangeError} for a duration that is no whole number of seconds
 *
 * @example
 * ```ts
 * const verifier = createVerifier({
 *   issuer: 'https://issuer.example',
 *   keys: remoteKeys('https://issuer.example/.well-known/jwks.json'),
 *   algorithms: ['EdDSA'],
 * })
 * ```
 */
export function remoteKeys(url: string | URL, options: RemoteKeysOptions = {}): VerificationKeys {
  rejectUnknownOptions('remoteKeys', options, OPTIONS)
  const href = requireKeysUrl('remoteKeys', url)
  const timeout = requireDuration('remoteKeys', 'timeout', options.timeout ?? 5, 1, MAX_TIMEOUT)
  const policy = {
    cacheMaxAge: requireDuration('remoteKeys', 'cacheMaxAge', options.cacheMaxAge ?? 600, 1),
    cooldown: requireDuration('remoteKeys', 'cooldown', options.cooldown ?? 10, 0),
    maxStale: requireDuration('remoteKeys', 'maxStale', options.maxStale ?? 3600, 0),
  }
  const clock = requireClock('remoteKeys', options.clock)
  const listener = requireListener('remoteKeys', options.onEvent)
  const fetchKeys = requireFetch(options.fetch)
  const download = (): Promise<unknown> => downloadJson(href, fetchKeys, timeout)
  const findPublic = createKeyCache(download, policy, clock, listener)
  // A public document holds no secret, so there is nothing to fetch for.
  const find: KeySource['find'] = (alg, kid) =>
    JWS_PARAMETERS[alg].kty === 'oct' ? undefined : findPublic(alg, kid)
  const keys: VerificationKeys = { kind: 'remote' }
  return registerSource(keys, { algorithms: () => undefined, find })
}

function requireFetch(given: FetchKeys | undefined): FetchKeys {
  if (given === undefined) return (url, init) => globalThis.fetch(url, init)
  if (typeof given === 'function') return given
  throw new TypeError('remoteKeys: "fetch" must be a function like the global one')
}
