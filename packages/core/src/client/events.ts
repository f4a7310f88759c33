import type { Env } from './env.ts'
import type { TokenFetchErrorCode } from './token-fetch-error.ts'
import type { FetchReason } from './token-source.ts'

/** What happens inside a manager, for logs and measures; never a token. */
export type TokenEvent =
  /** A request goes out. */
  | { readonly type: 'fetch_start'; readonly reason: FetchReason }
  /** It brought a token: after `ms`, good for `life` seconds. */
  | { readonly type: 'fetch_ok'; readonly ms: number; readonly life: number }
  /** It failed; `retryAt` is a NumericDate, absent when it is not tried again. */
  | {
      readonly type: 'fetch_fail'
      readonly code: TokenFetchErrorCode
      readonly retryAt: number | undefined
    }
  /** Another token took the place of the held one. */
  | { readonly type: 'refreshed' }
  /** Another tab fetched a token that is good for `life` seconds more, and it was taken over. */
  | { readonly type: 'adopted'; readonly life: number }
  /** The held token ran out before there was another. */
  | { readonly type: 'expired' }
  /** The server refused for good. */
  | { readonly type: 'denied'; readonly code: TokenFetchErrorCode }
  /** Another identity, or nobody any more. */
  | { readonly type: 'identity'; readonly epoch: number }
  /** The device's clock is `ms` behind the server's; ahead of it when negative. */
  | { readonly type: 'clock_skew'; readonly ms: number }
  /** A token had ended when it came. */
  | { readonly type: 'late_response' }
  /** A timer fired `late` seconds after its time: a sleep, or a throttled page. */
  | { readonly type: 'throttled_timer'; readonly late: number }
  /** A request was not made, because there were too many. */
  | { readonly type: 'rate_limited' }
  /** Another tab held the lock for too long, so this one does not wait for it any more. */
  | { readonly type: 'lock_timeout' }
  /** A server knew the token and did not find what the request needs in it: a 403. */
  | { readonly type: 'insufficient_scope'; readonly scope: string | undefined }

/** The event of one type. */
export type TokenEventOf<Type extends TokenEvent['type']> = Extract<TokenEvent, { type: Type }>

/** Tells the events of a manager by type; works where there is no DOM. */
export interface TokenEventTarget {
  /** Calls the listener at every event of the type. */
  addEventListener<Type extends TokenEvent['type']>(
    type: Type,
    listener: (event: TokenEventOf<Type>) => void,
  ): void
  /** Ends what {@link TokenEventTarget.addEventListener} began. */
  removeEventListener<Type extends TokenEvent['type']>(
    type: Type,
    listener: (event: TokenEventOf<Type>) => void,
  ): void
}

/** Calls a function of the user's; what it throws reaches the host's error handler, never us. */
export function callGuarded<Argument>(
  env: Env,
  callback: (argument: Argument) => void,
  argument: Argument,
): void {
  try {
    callback(argument)
  } catch (error) {
    env.setTimeout(() => {
      throw error
    }, 0)
  }
}

/**
 * Calls everybody who was there at the start and still is: who is added meanwhile has seen this
 * already, and one that adds itself again must not be called for ever.
 */
export function callEach<Argument>(
  env: Env,
  callbacks: ReadonlySet<(argument: Argument) => void>,
  argument: Argument,
): void {
  for (const callback of Array.from(callbacks)) {
    if (callbacks.has(callback)) callGuarded(env, callback, argument)
  }
}

/** An event target and the function that feeds it. */
export interface EventSource {
  readonly target: TokenEventTarget
  readonly tell: (event: TokenEvent) => void
}

/** What belongs to a manager and is for the parts of the client only. */
export interface Insides {
  readonly tell: EventSource['tell']
  readonly env: Env
  readonly endpoint: string | URL | undefined
}

const insides = new WeakMap<TokenEventTarget, Insides>()

/** The insides of the manager with these events; `undefined` for one that was not made here. */
export function insidesOf(events: TokenEventTarget): Insides | undefined {
  return insides.get(events)
}

/** Makes an event target. */
export function createEvents(
  { env, endpoint }: Pick<Insides, 'env' | 'endpoint'>,
  onEvent?: (event: TokenEvent) => void,
): EventSource {
  const listeners = new Map<string, Set<(event: never) => void>>()
  const target: TokenEventTarget = {
    addEventListener(type, listener) {
      listeners.set(type, (listeners.get(type) ?? new Set()).add(listener))
    },
    removeEventListener(type, listener) {
      listeners.get(type)?.delete(listener)
    },
  }
  const tell = (event: TokenEvent): void => {
    if (onEvent) callGuarded(env, onEvent, event)
    const heard = listeners.get(event.type)
    if (heard) callEach(env, heard, event as never)
  }
  insides.set(target, { tell, env, endpoint })
  return { target, tell }
}
