import { createAlarm } from './alarm.ts'
import { retryDelay } from './backoff.ts'
import { skewMeter } from './clock-skew.ts'
import { callEach, createEvents } from './events.ts'
import { createFetcher } from './fetcher.ts'
import { startFlight, untilAborted, type Flight } from './flight.ts'
import {
  ageOf,
  dueIn,
  isBetter,
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
  const page = createPage(settings, tabs, { leave, back: setIdentity, wake })
  const alarm = createAlarm(env, () => tick(), tell)
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

  /** ms that a token must be good for to be handed out; of a short one only a part of its life. */
  const leastOf = ({ life }: HeldToken<Meta>, asked?: number): number =>
    Math.min((asked ?? minValidity) * 1000, life / (asked === undefined ? 4 : 2))
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
    if (mode !== 'open' || subscribers.size === 0) return emit()
    const left = leftOf(held, env)
    if (settings.tabs && wait() <= 0) yieldToSeen(held, env)
    alarm.set(timerDelay(wait(), left))
    // Whoever is told may change everything, so that comes last.
    if (isDue() && (!held || left > 0 || isAlways || !isHidden(env))) void start(reason)
    else emit()
  }

  function leave(isPersisted: boolean): void {
    alarm.stop()
    if (isPersisted && dropOnPersist) held = null
    emit()
  }

  function wake(type: string): void {
    // The network was what failed, and here it is.
    if (type === 'online' && error?.code === 'network') retryAt = 0
    tick()
  }

  /** What another tab has to say. */
  function hear(data: unknown): void {
    const heard = readTabMessage(data, identity, fetcher, env)
    if (!heard || mode === 'signed_out' || mode === 'disposed') return
    if (heard === 'logout') return reset('signed_out')
    if (!isBetter(heard, held, env)) return
    const before = held
    if (mode === 'denied') mode = 'open'
    held = heard
    recover()
    tell({ type: 'adopted', life: leftOf(heard, env) / 1000 })
    if (before) tell({ type: 'refreshed' })
    tabs.hurry()
    tick()
  }

  /** Joins the flight under way, or starts one. */
  function start(reason: FetchReason): Promise<void> {
    if (flight) return flight.landed
    if (mode === 'paused') mode = 'open'
    if (page.isAlert) page.attend()
    const before = held
    const id = identity
    const work = async (signal: AbortSignal): Promise<HeldToken<Meta> | null> => {
      // Another tab won while this one waited for its turn.
      const current = held === before ? null : live()
      if (current && leftOf(current, env) > leastOf(current)) return null
      const next = await fetcher.fetch({ signal, reason, identity: id, attempt: fails })
      // Before the lock goes to another tab, and not for somebody who is gone.
      if (!signal.aborted) tabs.send(tokenMessage(next, id))
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
        settle(() => lose(why))
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
    if (!held || held.isRejected || leftOf(next, env) > leftOf(held, env)) held = next
    // What is left of it is scheduled anew, or a source of short tokens is asked without end.
    else Object.assign(held, { from: ageOf(held, env), fraction: next.fraction, hiddenUntil: 0 })
    recover()
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

  async function getToken(asked: GetTokenOptions = {}): Promise<string> {
    const { minValidity: least, force, signal } = asked
    if (mode === 'disposed') throw superseded()
    if (signal?.aborted) throw new TokenFetchError('aborted', { cause: signal.reason })
    if (mode === 'signed_out') throw new TokenFetchError('login_required')

    const current = live()
    const isForced = force === true || (current !== null && force === current.token)
    if (current && isForced) current.isRejected = true
    if (current && !isForced && leftOf(current, env) > leastOf(current, least)) {
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
        page.attend()
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
