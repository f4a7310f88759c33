import { createAlarm } from './alarm.ts'
import { retryDelay } from './backoff.ts'
import { callEach, createEvents } from './events.ts'
import { createFetcher } from './fetcher.ts'
import { startFlight, untilAborted, type Flight } from './flight.ts'
import {
  betterOf,
  dueIn,
  isBetter,
  isGoodFor,
  isHidden,
  leftOf,
  yieldToSeen,
  type HeldToken,
} from './held-token.ts'
import { settingsOf, type GetTokenOptions, type TokenManagerOptions } from './options.ts'
import type { TokenManager } from './manager.ts'
import { createPage } from './page.ts'
import { timerDelay } from './schedule.ts'
import {
  IDLE_SNAPSHOT,
  isSameSnapshot,
  snapshotOf,
  type Mode,
  type TokenSnapshot,
} from './snapshot.ts'
import { readTabMessage, tokenMessage } from './tab-message.ts'
import { createTabs } from './tabs.ts'
import { TokenFetchError } from './token-fetch-error.ts'
import type { FetchReason } from './token-source.ts'

/** Makes what a `TokenManager` does, as functions over one closed state. */
export function createMachine<Meta>(options: TokenManagerOptions<Meta>): TokenManager<Meta> {
  const settings = settingsOf(options)
  const { env, minValidity, timeout, isAlways, dropOnPersist } = settings
  const { target: events, tell } = createEvents(settings, options.onEvent)
  const fetcher = createFetcher(settings, tell)
  const tabs = createTabs(env, settings.tabs, timeout, hear, tell)
  const back = (to: string | undefined): unknown => to !== identity && setIdentity(to)
  const page = createPage(settings, tabs, { leave, back, wake })
  const alarm = createAlarm(env, () => tick(), tell)
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
    const isSpent = held !== null && current === null
    const next = snapshotOf({ mode, held: current, isSpent, isFetching: !!flight, error, epoch })
    if (isSameSnapshot(before, next)) return
    snapshot = next
    if (before.token && held && !current) tell({ type: 'expired' })
    callEach(env, subscribers, undefined)
  }

  /** The heart: looks at the clocks, starts what is due, and comes back when something may be. */
  function tick(reason: FetchReason = held || error ? 'due' : 'initial'): void {
    alarm.stop()
    if (mode !== 'open' || subscribers.size === 0 || page.isAway) return emit()
    const left = leftOf(held, env)
    if (settings.tabs && wait() <= 0) yieldToSeen(held, env)
    alarm.set(timerDelay(wait(), left))
    // Whoever is told may change everything, so that comes last.
    if (isDue() && (!held || left > 0 || isAlways || !isHidden(env))) void start(reason)
    else emit()
  }

  function leave(isPersisted: boolean): void {
    // Neither may the answer to a request that is still under way be there when it comes back.
    if (isPersisted && dropOnPersist && (held || flight)) reset(mode)
    else tick()
  }

  function wake(type: string): void {
    // The network was what failed, and here it is.
    if (type === 'online' && error?.code === 'network') retryAt = 0
    tick()
  }

  /** What another tab has to say. */
  function hear(data: unknown): void {
    // Nobody's manager takes nothing that it did not ask for.
    if (mode !== 'open' && mode !== 'denied') return
    const heard = readTabMessage(data, identity, fetcher, env)
    if (heard === 'logout') return reset('signed_out')
    // The same one a second time has not become younger.
    if (!heard || heard.token === held?.token || !isBetter(heard, held, env)) return
    const before = held
    if (mode === 'denied') mode = 'open'
    held = heard
    recover()
    // Or all who wait would fetch at once, each to replace the same short token.
    if (isGoodFor(heard, env, minValidity)) tabs.hurry()
    emit()
    tell({ type: 'adopted', life: leftOf(heard, env) / 1000 })
    if (before) tell({ type: 'refreshed' })
    tick()
  }

  /** Joins the flight under way, or starts one. */
  function start(reason: FetchReason): Promise<void> {
    if (flight) return flight.landed
    if (mode === 'paused') mode = 'open'
    const [before, id] = [held, identity]
    /** Another tab won meanwhile. */
    const isServed = (): boolean =>
      held !== null && held !== before && !held.isRejected && isGoodFor(held, env, minValidity)
    const work = async (signal: AbortSignal): Promise<HeldToken<Meta> | null> => {
      if (isServed()) return null
      const next = await fetcher.fetch({ signal, reason, identity: id, attempt: fails })
      // Before the lock goes to another tab, and not for somebody who is gone.
      if (!signal.aborted) tabs.send(tokenMessage(next, id, env))
      return next
    }
    const { landed, cancel } = startFlight(env, timeout, (signal) =>
      tabs.lead(signal, () => work(signal)),
    )
    const settle = (change: () => void): void => {
      // Another identity came between the answer and this.
      if (flight?.cancel !== cancel) return
      flight = null
      change()
      tick()
    }
    const settled = landed.then(
      (token) => settle(() => (token ? install(token) : recover())),
      (why: TokenFetchError) => {
        settle(() => (why.retryable && isServed() ? recover() : lose(why)))
        throw why
      },
    )
    settled.catch(() => {})
    flight = { landed: settled, cancel }
    emit()
    return settled
  }

  function recover(): void {
    error = null
    fails = retryAt = 0
  }

  function install(next: HeldToken<Meta>): void {
    const before = held
    held = betterOf(next, held, env)
    recover()
    emit()
    tell({ type: 'fetch_ok', ms: env.mono() - next.mono, life: next.life / 1000 })
    if (before && before !== held) tell({ type: 'refreshed' })
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
    emit()
    tell({ type: 'fetch_fail', code, retryAt: why.retryAt })
    if (!retryable) tell({ type: 'denied', code })
  }

  function reset(to: Mode): void {
    const ending = flight
    mode = to
    epoch += 1
    flight = held = null
    recover()
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

  async function getToken(asked: GetTokenOptions = {}): Promise<string> {
    const { minValidity: least, force, signal } = asked
    if (mode === 'disposed') throw superseded()
    if (signal?.aborted) throw new TokenFetchError('aborted', { cause: signal.reason })
    if (mode === 'signed_out') throw new TokenFetchError('login_required')

    page.attend(false)
    const current = live()
    const isForced = force === true || (current !== null && force === current.token)
    if (current && isForced) current.isRejected = true
    if (current && !isForced && isGoodFor(current, env, minValidity, least)) {
      if (isDue()) void start('due')
      return current.token
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

  function setIdentity(to: string | undefined): void {
    const isBack = mode === 'signed_out' && to !== undefined
    if (mode === 'disposed' || (to === identity && !isBack)) return
    identity = to
    const nobody = mode === 'signed_out' ? mode : 'paused'
    reset(to === undefined ? nobody : 'open')
  }

  held = fetcher.begin(options.initial)

  return {
    events,
    suspense: settings.suspense,
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
        page.attend(true)
        if (mode === 'paused') mode = 'open'
        tick()
      }
      return () => {
        // A fetch under way goes on: React in strict mode is back in a moment.
        if (!subscribers.delete(subscriber) || subscribers.size > 0) return
        alarm.stop()
        page.rest(false)
      }
    },
    getToken,
    async refresh() {
      if (mode === 'disposed') throw superseded()
      page.attend(false)
      if (mode === 'denied') error = null
      mode = 'open'
      return await land(start('demand'))
    },
    setIdentity,
    logout({ broadcast = true } = {}) {
      if (mode === 'disposed') return
      if (broadcast) tabs.send({ v: 1, kind: 'logout', id: identity })
      reset('signed_out')
    },
    dispose() {
      if (mode === 'disposed') return
      reset('disposed')
      page.rest(true)
      subscribers.clear()
    },
  }
}
