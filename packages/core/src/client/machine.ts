import { retryDelay } from './backoff.ts'
import { skewMeter } from './clock-skew.ts'
import { callEach, createEvents, type TokenEventTarget } from './events.ts'
import { createFetcher } from './fetcher.ts'
import { startFlight, untilAborted, type Flight } from './flight.ts'
import { ageOf, dueIn, isHidden, leftOf, type HeldToken } from './held-token.ts'
import { settingsOf, type GetTokenOptions, type TokenManagerOptions } from './options.ts'
import { timerDelay } from './schedule.ts'
import { IDLE_SNAPSHOT, isSameSnapshot, type TokenSnapshot, type TokenStatus } from './snapshot.ts'
import { TokenFetchError } from './token-fetch-error.ts'
import type { FetchReason } from './token-source.ts'
import { onWake } from './wake.ts'

/** What a `TokenManager` does, as functions over one closed state. */
export interface Machine<Meta> {
  readonly events: TokenEventTarget
  readonly snapshot: TokenSnapshot<Meta>
  readonly identity: string | undefined
  subscribe(callback: () => void): () => void
  getToken(options?: GetTokenOptions): Promise<string>
  refresh(): Promise<string>
  setIdentity(identity: string | undefined): void
  logout(): void
  dispose(): void
}

/**
 * `open` fetches by itself; `paused` (the identity was taken away) only for one who asks; the others
 * not at all.
 */
type Mode = 'open' | 'paused' | 'signed_out' | 'denied' | 'disposed'

/** Makes the state machine behind a `TokenManager`. */
export function createMachine<Meta>(options: TokenManagerOptions<Meta>): Machine<Meta> {
  const settings = settingsOf(options)
  const { env, minValidity, timeout, isAlways } = settings
  const { target: events, tell } = createEvents(env, options.onEvent)
  const fetcher = createFetcher(settings, tell)
  const noteSkew = skewMeter(tell)
  const subscribers = new Set<() => void>()

  let { identity } = options
  let snapshot: TokenSnapshot<Meta> = IDLE_SNAPSHOT
  let mode: Mode = 'open'
  /** Counts identities; what began under another one may not end under this one. */
  let epoch = 0
  let held: HeldToken<Meta> | null = null
  let flight: Flight<void> | null = null
  let error: TokenFetchError | null = null
  let fails = 0
  /** No attempt before this, on the monotonic clock. */
  let retryAt = 0
  let timer: unknown
  let stopWake: (() => void) | undefined

  const live = (): HeldToken<Meta> | null => (leftOf(held, env) > 0 ? held : null)
  /** ms until an attempt is due. */
  const wait = (): number => Math.max(dueIn(held, env), retryAt - env.mono())
  const isDue = (): boolean => !flight && wait() <= 0 && env.online?.() !== false
  const superseded = (): TokenFetchError =>
    new TokenFetchError(mode === 'disposed' ? mode : 'superseded')

  /** Tells the subscribers, if there is anything to tell. */
  function emit(): void {
    const before = snapshot
    const current = live()
    const next: TokenSnapshot<Meta> = {
      status: statusOf(current),
      token: current?.token ?? null,
      grant: current?.grant ?? null,
      error,
      epoch,
      expiresAt: current && (current.wall + current.life) / 1000,
      meta: current?.meta ?? null,
    }
    if (isSameSnapshot(before, next)) return
    snapshot = Object.freeze(next)
    if (before.token && held && !current) tell({ type: 'expired' })
    callEach(env, subscribers, undefined)
  }

  function statusOf(current: HeldToken<Meta> | null): TokenStatus {
    if (mode === 'denied' || mode === 'disposed') return mode
    if (flight) return current ? 'refreshing' : 'loading'
    if (current) return error ? 'stale' : 'ready'
    return held || error ? 'expired' : 'idle'
  }

  /** The heart: looks at the clocks, starts what is due, and comes back when something may be. */
  function tick(reason: FetchReason = held || error ? 'due' : 'initial'): void {
    env.clearTimeout(timer)
    if (mode !== 'open' || subscribers.size === 0) return emit()
    const left = leftOf(held, env)
    arm(timerDelay(wait(), left))
    // Whoever is told may change everything, so that comes last.
    if (isDue() && (!held || left > 0 || isAlways || !isHidden(env))) void start(reason)
    else emit()
  }

  function arm(delay: number): void {
    const wall = env.now()
    timer = env.setTimeout(() => {
      const late = (env.now() - wall - delay) / 1000
      if (late > 5) tell({ type: 'throttled_timer', late })
      tick()
    }, delay)
    // A token must not keep a Node process alive.
    ;(timer as { unref?: () => void } | undefined)?.unref?.()
  }

  function wake({ type }: { readonly type: string }): void {
    // The network was what failed, and here it is.
    if (type === 'online' && error?.code === 'network') retryAt = 0
    tick()
  }

  function rest(): void {
    env.clearTimeout(timer)
    stopWake?.()
  }

  /** Joins the flight under way, or starts one. Tabs that share a token will take a lock here. */
  function start(reason: FetchReason): Promise<void> {
    if (flight) return flight.landed
    if (mode === 'paused') mode = 'open'
    const { landed, cancel } = startFlight(env, timeout, (signal) =>
      fetcher.fetch({ signal, reason, identity, attempt: fails }),
    )
    const settle = (change: () => void): void => {
      // Another identity came between the answer and this.
      if (flight?.cancel !== cancel) return
      flight = null
      change()
      tick()
    }
    const settled = landed.then(
      (token) => settle(() => install(token)),
      (why: TokenFetchError) => {
        settle(() => lose(why))
        throw why
      },
    )
    settled.catch(() => {})
    flight = { landed: settled, cancel }
    emit()
    return settled
  }

  function install(next: HeldToken<Meta>): void {
    const before = held
    if (!held || held.isRejected || leftOf(next, env) > leftOf(held, env)) held = next
    // What is left of it is scheduled anew, or a source of short tokens is asked without end.
    else Object.assign(held, { from: ageOf(held, env), fraction: next.fraction })
    error = null
    fails = retryAt = 0
    tell({ type: 'fetch_ok', ms: env.mono() - next.mono, life: next.life / 1000 })
    if (before && before !== held) tell({ type: 'refreshed' })
    noteSkew(next, env.now())
  }

  function lose(why: TokenFetchError): void {
    const { code, retryable } = why
    error = why
    if (retryable) {
      const delay = retryDelay(fails, env.random(), why.retryAfter)
      fails += 1
      retryAt = env.mono() + delay
      why.retryAt = (env.now() + delay) / 1000
      // Due with the next attempt, not when the schedule says so.
      if (held) held.fraction = 0
    } else {
      mode = 'denied'
      held = null
      fails = retryAt = 0
    }
    tell({ type: 'fetch_fail', code, retryAt: why.retryAt })
    if (!retryable) tell({ type: 'denied', code })
  }

  function reset(to: Mode): void {
    const ending = flight
    mode = to
    epoch += 1
    flight = held = error = null
    fails = retryAt = 0
    // Only now: what listens to the signal may ask for the next token.
    ending?.cancel(superseded())
    tell({ type: 'identity', epoch })
    tick('identity')
  }

  /** The token after a flight, for one who waited. */
  async function land(landed: Promise<void>, signal?: AbortSignal): Promise<string> {
    const began = epoch
    await (signal ? untilAborted(landed, signal) : landed)
    if (began !== epoch) throw superseded()
    const current = live()
    if (!current) throw new TokenFetchError('expired_on_arrival')
    return current.token
  }

  async function getToken({
    minValidity: least,
    force,
    signal,
  }: GetTokenOptions = {}): Promise<string> {
    if (mode === 'disposed') throw superseded()
    if (signal?.aborted) throw new TokenFetchError('aborted', { cause: signal.reason })
    if (mode === 'signed_out') throw new TokenFetchError('login_required')

    const current = live()
    const isForced = force === true || (current !== null && force === current.token)
    if (current && isForced) current.isRejected = true
    if (current && !isForced) {
      const enough = Math.min(
        (least ?? minValidity) * 1000,
        current.life / (least === undefined ? 4 : 2),
      )
      if (leftOf(current, env) > enough) {
        if (isDue()) void start('due')
        return current.token
      }
    }
    const isCooling = !flight && retryAt > env.mono()
    if (error && (isCooling || mode === 'denied')) {
      if (current) return current.token
      throw error
    }

    const began = epoch
    try {
      return await land(start(isForced ? 'rejected' : 'demand'), signal)
    } catch (why) {
      const kept = began === epoch && (why as TokenFetchError).retryable ? live() : null
      if (kept) return kept.token
      throw why
    }
  }

  const { initial } = options
  if (initial) {
    const ago = Math.max(0, initial.ageMs ?? 0)
    try {
      held = fetcher.hold(initial, env.now() - ago, env.mono() - ago)
    } catch (cause) {
      throw new TypeError('TokenManager: initial needs a token and its expiresIn', { cause })
    }
    // It may have been in a cache for long.
    held = live()
  }

  return {
    events,
    get snapshot() {
      // With nobody subscribed no timer has noticed that the token ran out.
      if (subscribers.size === 0) emit()
      return snapshot
    },
    get identity() {
      return identity
    },
    subscribe(callback) {
      const subscriber = (): void => callback()
      if (mode !== 'disposed') subscribers.add(subscriber)
      if (subscribers.size === 1) {
        stopWake = onWake(env, wake)
        if (mode === 'paused') mode = 'open'
        tick()
      }
      return () => {
        // A fetch under way goes on: React in strict mode is back in a moment.
        if (subscribers.delete(subscriber) && subscribers.size === 0) rest()
      }
    },
    getToken,
    async refresh() {
      if (mode === 'disposed') throw superseded()
      if (mode === 'denied') error = null
      mode = 'open'
      return await land(start('demand'))
    },
    setIdentity(to) {
      const isBack = mode === 'signed_out' && to !== undefined
      if (mode === 'disposed' || (to === identity && !isBack)) return
      identity = to
      const nobody = mode === 'signed_out' ? mode : 'paused'
      reset(to === undefined ? nobody : 'open')
    },
    logout() {
      if (mode !== 'disposed') reset('signed_out')
    },
    dispose() {
      if (mode === 'disposed') return
      reset('disposed')
      rest()
      subscribers.clear()
    },
  }
}
