import type { Env } from './env.ts'
import { toFetchError, TokenFetchError } from './token-fetch-error.ts'

/** The one fetch that may be under way; everybody who needs a token waits for it. */
export interface Flight<Value> {
  /** The work's result, or the end of the flight, whichever is first. */
  readonly landed: Promise<Value>
  /** Ends it at once for everybody who waits, whether or not the source heeds its signal. */
  readonly cancel: (error: TokenFetchError) => void
}

/**
 * Starts work that has `timeout` seconds.
 *
 * It begins a moment later, so that a source that asks its own manager for a token finds the flight
 * instead of starting another; and it must look at the signal after every wait, because nothing may
 * change any more once the flight has ended.
 */
export function startFlight<Value>(
  env: Env,
  timeout: number,
  work: (signal: AbortSignal) => Promise<Value>,
): Flight<Value> {
  const abort = new AbortController()
  let cancel = nothing
  const ended = new Promise<never>((_resolve, reject) => {
    cancel = (error: TokenFetchError) => {
      env.clearTimeout(timer)
      reject(error)
      abort.abort(error)
    }
  })
  const timer = env.setTimeout(() => cancel(new TokenFetchError('timeout')), timeout * 1000)
  const working = Promise.resolve().then(() => (abort.signal.aborted ? ended : work(abort.signal)))
  const landed = Promise.race([working, ended]).catch((cause: unknown) => {
    throw toFetchError(cause)
  })
  return { landed: landed.finally(() => env.clearTimeout(timer)), cancel }
}

function nothing(_error: TokenFetchError): void {}

/** Waits until the caller's own signal ends the wait, and only the wait. */
export function untilAborted<Value>(shared: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new TokenFetchError('aborted', { cause: signal.reason }))
    // An abort before the listener is there fires no event.
    if (signal.aborted) abort()
    const done = (): void => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    shared.then(resolve, reject).finally(done)
  })
}
