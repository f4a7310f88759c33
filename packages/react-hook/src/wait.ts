import { TokenFetchError, type TokenManager } from '@grantline/core/client'

/** The wait for the first token of an identity. */
interface Wait {
  readonly epoch: number
  /** Settles when it is over, however it ended; never rejects. */
  readonly landed: Promise<void>
  isOver: boolean
  /** When it was, ms. */
  overAt: number
  /** Why there is no token. */
  error: TokenFetchError | undefined
  /** When the error was thrown first, ms. */
  thrownAt: number
  /** Whether an error boundary may have shown it since. */
  isShown: boolean
  /** Whether somebody asked for it after another one failed. */
  readonly isRetry: boolean
  /** Whether that was so soon that it may have been nobody. */
  readonly isHasty: boolean
}

/** The latest wait by manager. */
const waits = new WeakMap<object, Wait>()

/** ms within which a second attempt by the same boundary is rather React, trying to render again. */
const HASTE = 1000

/** The wait for a token of the manager as it is now; over, and none, once there is one. */
export function waitFor<Meta>(manager: TokenManager<Meta>): Promise<void> {
  const { epoch, status, error } = manager.snapshot
  const last = waits.get(manager)
  const wait = last?.epoch === epoch ? last : undefined
  if (wait && !wait.isOver) return wait.landed
  // An error that nobody was there to see is not for one who comes later.
  const isMissed =
    wait?.thrownAt === 0 && performance.now() - wait.overAt > manager.suspense.timeout * 1000
  if (!wait?.error || isMissed) {
    if (status === 'denied' && error) fail(manager, error)
    return begin(manager, false, false)
  }
  const isHasty = performance.now() - wait.thrownAt < HASTE
  if (!wait.isShown || (isHasty && wait.isHasty)) throwOf(wait, wait.error)
  return begin(manager, true, isHasty)
}

/** Throws what a manager failed with, until a boundary that has shown it tries again. */
export function fail<Meta>(manager: TokenManager<Meta>, error: TokenFetchError): never {
  const known = waits.get(manager)
  if (known?.error === error) return throwOf(known, error)
  const { epoch } = manager.snapshot
  const wait = { ...newWait(epoch, Promise.resolve(), false, false), isOver: true, error }
  waits.set(manager, wait)
  return throwOf(wait, error)
}

function throwOf(wait: Wait, error: TokenFetchError): never {
  if (wait.thrownAt === 0) {
    wait.thrownAt = performance.now()
    // React renders again as soon as it can, and a boundary that is reset does so later.
    whenIdle(() => {
      wait.isShown = true
    })
  }
  throw error
}

function whenIdle(callback: () => void): void {
  // Some browsers of today do not have it.
  const { requestIdleCallback } = globalThis as {
    requestIdleCallback?: typeof globalThis.requestIdleCallback
  }
  if (requestIdleCallback) requestIdleCallback(callback, { timeout: HASTE })
  else setTimeout(callback, 100)
}

function newWait(epoch: number, landed: Promise<void>, isRetry: boolean, isHasty: boolean): Wait {
  const open = { isOver: false, overAt: 0, error: undefined, thrownAt: 0, isShown: false }
  return { epoch, landed, isRetry, isHasty, ...open }
}

function begin<Meta>(
  manager: TokenManager<Meta>,
  isRetry: boolean,
  isHasty: boolean,
): Promise<void> {
  const { promise, resolve } = deferred()
  const wait = newWait(manager.snapshot.epoch, promise, isRetry, isHasty)
  waits.set(manager, wait)
  // Not in a render: others are told of what begins here.
  queueMicrotask(() => watch(manager, wait, resolve))
  return promise
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = nothing
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

function nothing(): void {}

/** Has the manager fetch, and try again, until there is a token or no hope of one. */
function watch<Meta>(manager: TokenManager<Meta>, wait: Wait, land: () => void): void {
  let stop = nothing
  const end = (error?: TokenFetchError): void => {
    if (wait.isOver) return
    wait.isOver = true
    wait.overAt = performance.now()
    wait.error = error
    clearTimeout(timer)
    stop()
    land()
  }
  const look = (): void => {
    const { epoch, token, status, error } = manager.snapshot
    if (epoch !== wait.epoch || token !== null) end()
    else if (status === 'denied' && error) end(error)
  }
  const timer = setTimeout(
    () => end(manager.snapshot.error ?? new TokenFetchError('timeout')),
    manager.suspense.timeout * 1000,
  )
  const { error } = manager.snapshot
  stop = manager.subscribe(look)
  if (wait.isOver) return stop()
  // A logout leaves no error, and is not to be undone.
  const asked = wait.isRetry && error ? manager.refresh() : manager.getToken()
  asked.then(
    () => end(),
    (why: TokenFetchError) => {
      look()
      if (!why.retryable) end(why)
    },
  )
}
