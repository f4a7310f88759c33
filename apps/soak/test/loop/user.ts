import { setTimeout as sleep } from 'node:timers/promises'
import {
  createAuthFetch,
  defaultEnv,
  TokenManager,
  type TokenEvent,
  type TokenFetchErrorCode,
} from '@grantline/core/client'
import { createRandom } from '../../src/random.ts'
import { USER } from '../../src/service/parts.ts'

/** One request for a token, on the user's own clock (ms). */
export interface Fetched {
  readonly at: number
  readonly reason: string
  /** `ok`, or what came of it; absent while it is under way. */
  outcome?: 'ok' | TokenFetchErrorCode
  endedAt?: number
}

/** Somebody with a manager who calls an API all the time. */
export interface User {
  readonly name: string
  readonly manager: TokenManager
  /** Every request for a token so far. */
  readonly fetched: readonly Fetched[]
  /** API calls by what the user saw: a status or an error. */
  readonly seen: ReadonlyMap<string, number>
  /** Requests that the API refused with 401, which the user does not see. */
  readonly refused: () => number
  /** The tokens, by `jti`, and the keys with which the API let the user in. */
  readonly tokens: ReadonlySet<string>
  readonly kids: ReadonlySet<string>
  /** Calls once. */
  call(): Promise<void>
  /** Waits for the calls under way and makes no more until {@link User.resume}. */
  pause(): Promise<void>
  resume(): void
  end(): Promise<void>
}

/** Settings of {@link startUser}. */
export interface UserOptions {
  /** Where the tokens come from. */
  readonly origin: string
  /** Where the calls go; the same server unless given. */
  readonly api?: string
  /**
   * Keeps chance within its lowest third, so that a token is renewed early and a retry comes soon.
   *
   * @default false
   */
  readonly isEarly?: boolean
}

/** ms between two calls. */
const PACE = 200

/** Starts somebody: subscribed, and calling. */
export function startUser(name: string, index: number, options: UserOptions): User {
  const { origin, api = origin, isEarly = false } = options
  const random = createRandom(7, index)
  const fetched: Fetched[] = []
  const seen = new Map<string, number>()
  const tokens = new Set<string>()
  const kids = new Set<string>()
  let refused = 0
  let now = 0
  const manager = new TokenManager({
    endpoint: `${origin}/token`,
    params: { user: name },
    identity: name,
    onEvent: record(fetched, () => now),
    env: {
      ...defaultEnv(),
      // What it read last is the moment of what it tells.
      mono: () => (now = performance.now()),
      random: () => random.next() / (isEarly ? 3 : 1),
      fetch: (input, init) => {
        const headers = new Headers(init?.headers)
        headers.set(USER, name)
        return fetch(input, { ...init, headers })
      },
    },
  })
  const authFetch = createAuthFetch(manager, {
    origins: [api],
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      if (response.status === 401) refused += 1
      return response
    },
  })
  const call = async (): Promise<void> => {
    const outcome = await callOnce().catch((error: unknown) => String(error))
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
  }
  const callOnce = async (): Promise<string> => {
    const response = await authFetch(`${api}/calls/${name}`)
    const body = (await response.json()) as { readonly jti?: string; readonly kid?: string }
    if (body.jti !== undefined) tokens.add(body.jti)
    if (body.kid !== undefined) kids.add(body.kid)
    return String(response.status)
  }
  const unsubscribe = manager.subscribe(() => {})
  const ended = new AbortController()
  let isPaused = false
  let calling = Promise.resolve()
  const live = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      if (!isPaused) await (calling = call())
      await sleep(PACE)
    }
  }
  const living = live()
  return {
    name,
    manager,
    fetched,
    seen,
    tokens,
    kids,
    refused: () => refused,
    call,
    pause() {
      isPaused = true
      return calling
    },
    resume() {
      isPaused = false
    },
    async end() {
      ended.abort()
      await living
      unsubscribe()
      manager.dispose()
    },
  }
}

function record(fetched: Fetched[], now: () => number): (event: TokenEvent) => void {
  const settle = (outcome: NonNullable<Fetched['outcome']>): void => {
    Object.assign(fetched.at(-1) ?? {}, { outcome, endedAt: now() })
  }
  return (event) => {
    if (event.type === 'fetch_start') fetched.push({ at: now(), reason: event.reason })
    else if (event.type === 'fetch_ok') settle('ok')
    else if (event.type === 'fetch_fail') settle(event.code)
  }
}
