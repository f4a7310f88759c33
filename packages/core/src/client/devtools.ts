import { insidesOf, type TokenEvent } from './events.ts'
import type { TokenManager } from './manager.ts'
import type { TokenStatus } from './snapshot.ts'
import type { TokenFetchErrorCode } from './token-fetch-error.ts'

/** Settings of {@link attachDevtools}. */
export interface DevtoolsOptions {
  /**
   * What the manager is called; two of one name are numbered.
   *
   * @default 'token'
   */
  name?: string | undefined
  /**
   * Whether every fetch is put on the performance timeline, as `grantline:fetch`.
   *
   * @default false
   */
  measure?: boolean | undefined
  /**
   * Events that are remembered, the latest.
   *
   * @default 100
   */
  keep?: number | undefined
}

/** A manager as the console shows it: no token, and nothing a token could be made of. */
export interface DevtoolsView {
  readonly status: TokenStatus
  readonly identity: string | undefined
  readonly epoch: number
  /** The `jti` of the token and its last four characters. */
  readonly token: string | null
  /** The names of its capabilities, without what is in them. */
  readonly capabilities: readonly string[]
  /** Seconds it is still good for. */
  readonly left: number | null
  readonly error: TokenFetchErrorCode | null
  /** What happened, the latest first; `at` is the wall clock, ms. */
  readonly events: readonly (TokenEvent & { readonly at: number })[]
}

/** What of a page `attachDevtools` adds to. */
type Registry = Record<string, DevtoolsView>

const REGISTRY = '__GRANTLINE__'

/**
 * Shows a manager in the console, as `__GRANTLINE__.token`, for development: call it only there, and
 * a bundler leaves it out elsewhere. Of the token it shows no more than the `jti` and four characters.
 *
 * @returns takes it away again
 * @throws {RangeError} for a `keep` that is no number of events
 *
 * @example
 * ```ts
 * const manager = new TokenManager({ endpoint: '/token' })
 * if (location.hostname === 'localhost') attachDevtools(manager, { measure: true })
 * ```
 */
export function attachDevtools(
  manager: TokenManager,
  { name = 'token', measure = false, keep = 100 }: DevtoolsOptions = {},
): () => void {
  if (!Number.isSafeInteger(keep) || keep < 0) {
    throw new RangeError('attachDevtools: keep must be a whole number of events')
  }
  const now = (): number => insidesOf(manager.events)?.env.now() ?? Date.now()
  const page = globalThis as { [REGISTRY]?: Registry }
  const registry = (page[REGISTRY] ??= {})
  const key = freeName(registry, name)
  let events: DevtoolsView['events'] = []

  const note = (event: TokenEvent): void => {
    events = [{ ...event, at: now() }, ...events].slice(0, keep)
    if (measure) timeFetch(event)
  }
  const timeFetch = createTimer()
  const types = Object.keys(TYPES) as TokenEvent['type'][]
  for (const type of types) manager.events.addEventListener(type, note)
  Object.defineProperty(registry, key, {
    configurable: true,
    enumerable: true,
    get: () => viewOf(manager, events, now()),
  })
  return () => {
    for (const type of types) manager.events.removeEventListener(type, note)
    delete registry[key]
  }
}

/** Every type there is: one that is missing does not compile. */
const TYPES: Readonly<Record<TokenEvent['type'], true>> = {
  fetch_start: true,
  fetch_ok: true,
  fetch_fail: true,
  adopted: true,
  refreshed: true,
  expired: true,
  denied: true,
  identity: true,
  clock_skew: true,
  late_response: true,
  throttled_timer: true,
  rate_limited: true,
  lock_timeout: true,
  insufficient_scope: true,
}

function freeName(registry: Registry, name: string): string {
  let key = name
  for (let count = 2; Object.hasOwn(registry, key); count += 1) key = `${name} ${count}`
  return key
}

function viewOf(manager: TokenManager, events: DevtoolsView['events'], now: number): DevtoolsView {
  const { status, epoch, token, grant, expiresAt, error } = manager.snapshot
  return {
    status,
    identity: manager.identity,
    epoch,
    token: token === null ? null : redact(token),
    capabilities: grant?.capabilities.map((one) => `${one.service}:${one.privilege}`) ?? [],
    left: expiresAt === null ? null : Math.round(expiresAt - now / 1000),
    error: error?.code ?? null,
    events,
  }
}

/** Enough to find a token in a server's log, and not enough to use it. */
function redact(token: string): string {
  return `${idOf(token) ?? 'no jti'} …${token.length > 32 ? token.slice(-4) : ''}`
}

function idOf(token: string): string | undefined {
  try {
    const text = String(token.split('.')[1]).replaceAll('-', '+').replaceAll('_', '/')
    const { jti } = JSON.parse(atob(text)) as { readonly jti?: unknown }
    return typeof jti === 'string' ? jti : undefined
  } catch {
    return undefined
  }
}

/** Puts fetches on the performance timeline, from their start to their end. */
function createTimer(): (event: TokenEvent) => void {
  let start: number | undefined
  return ({ type }) => {
    if (type === 'fetch_start') start = performance.now()
    if ((type !== 'fetch_ok' && type !== 'fetch_fail') || start === undefined) return
    performance.measure?.('grantline:fetch', { start, detail: { type } })
    start = undefined
  }
}
