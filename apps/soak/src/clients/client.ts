import { setTimeout as sleep } from 'node:timers/promises'
import {
  createAuthFetch,
  defaultEnv,
  isTokenFetchError,
  TokenFetchError,
  TokenManager,
  type Env,
  type FetchContext,
  type TokenGrant,
} from '@grantline/core/client'
import { HANDED_AT } from '../proxy/proxy.ts'
import type { Random } from '../random.ts'
import { SENT_AT, USER } from '../service/parts.ts'
import { watchPace, type Pace } from './pace.ts'
import type { Pending } from './pending.ts'
import { addFinding, countFailed, type Tally } from './tally.ts'

/**
 * How a client lives: with a subscriber all the time, on demand only, with a subscriber now and then,
 * with identities that change, or so shortly that it is replaced again and again.
 */
export const LIVES = ['subscribed', 'on demand', 'now and then', 'changing', 'short'] as const

/** What all clients share. */
export interface World {
  readonly origin: string
  /** Seconds a token lives. */
  readonly life: number
  /** Seconds after which a fetch is given up. */
  readonly timeout: number
  readonly random: Random
  readonly pending: Pending
  readonly tally: Tally
  /** Ends everything. */
  readonly signal: AbortSignal
}

/** One client. */
export interface Client {
  /** Uses its manager until the world ends. */
  live(): Promise<void>
  /** What is wrong with it when it was looked at that many times and stood still. */
  lookAfter(looks: number): string | undefined
}

/** Seconds between two calls, on average. */
const PAUSE = 2
/** Calls after which a client does what its life is about. */
const TURN = 4

/** Makes a client; its manager makes itself known when it is first used. */
export function createClient(name: string, kind: (typeof LIVES)[number], world: World): Client {
  const { random, signal, tally } = world
  let turn = 0
  let late = 0
  let failure: TokenFetchError | null = null
  let user = name
  let manager = makeManager(user, kind === 'changing', world)
  let unsubscribe = kind === 'on demand' ? undefined : manager.subscribe(nothing)

  /** Every so many calls something changes. */
  const change = (): void => {
    turn += 1
    if (kind === 'now and then') {
      unsubscribe?.()
      unsubscribe = unsubscribe === undefined ? manager.subscribe(nothing) : undefined
    } else if (kind === 'changing') {
      user = `${name}-${turn}`
      // Half of them sign out in between.
      if (random.chance(0.5)) manager.logout()
      manager.setIdentity(user)
    } else if (kind === 'short') {
      manager.dispose()
      user = `${name}-${turn}`
      manager = makeManager(user, false, world)
      unsubscribe = manager.subscribe(nothing)
    }
  }
  return {
    async live() {
      for (let calls = 1; !signal.aborted; calls += 1) {
        // oxlint-disable no-await-in-loop -- one after the other is the point
        await sleep(random.next() * PAUSE * 2000, undefined, { signal }).catch(nothing)
        if (signal.aborted) break
        const count = random.chance(0.1) ? 5 : 1
        const used = Promise.all(
          Array.from({ length: count }, () => use(manager, user, kind, world)),
        )
        // Every other time in the middle of it all.
        const isTurn = calls % TURN === 0
        const isRude = isTurn && random.chance(0.5)
        if (isRude) change()
        await used
        if (isTurn && !isRude) change()
        // oxlint-enable no-await-in-loop
      }
      unsubscribe?.()
      manager.dispose()
      await manager
        .getToken()
        .then(() => addFinding(tally, `${user} was handed a token after the end`), nothing)
    },
    lookAfter(looks) {
      const { token, error } = manager.snapshot
      const isLate =
        unsubscribe !== undefined &&
        token === null &&
        error?.retryAt !== undefined &&
        error.retryAt * 1000 < Date.now()
      late = isLate && error === failure ? late + 1 : 0
      failure = error
      return late === looks ? `${user} stands still after ${error?.code}` : undefined
    },
  }
}

function nothing(): void {}

function makeManager(user: string, isChanging: boolean, world: World): TokenManager {
  const { origin, life, timeout, tally } = world
  tally.managers += 1
  const pace = watchPace(user, life, tally)
  const { onEvent } = pace
  const env = envOf(user, world, pace)
  const endpoint = `${origin}/token`
  if (!isChanging) {
    return new TokenManager({
      endpoint,
      params: { user },
      identity: user,
      timeout,
      onEvent,
      env,
    })
  }
  return new TokenManager({
    fetchToken: (context) => fetchFor(endpoint, context),
    identity: user,
    timeout,
    onEvent,
    env,
  })
}

function envOf(user: string, { random }: World, { mono }: Pace): Env {
  return {
    ...defaultEnv(),
    mono,
    random: () => random.next(),
    fetch: (input, init) => {
      const headers = new Headers(init?.headers)
      headers.set(USER, user)
      headers.set(SENT_AT, String(mono()))
      return fetch(input, { ...init, headers })
    },
  }
}

/** What somebody would write by hand. */
async function fetchFor(
  endpoint: string,
  { identity = '', signal }: FetchContext,
): Promise<TokenGrant> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [USER]: identity,
      [SENT_AT]: String(performance.now()),
    },
    body: JSON.stringify({ user: identity }),
    redirect: 'error',
    signal,
  })
  if (!response.ok) {
    response.body?.cancel().catch(nothing)
    const asked = Number(response.headers.get('retry-after'))
    throw new TokenFetchError('unavailable', { retryAfter: asked > 0 ? asked : undefined })
  }
  const { access_token: token, expires_in: expiresIn } = (await response.json()) as {
    readonly access_token: string
    readonly expires_in: number
  }
  return { token, expiresIn }
}

/** One call of the API, as a user sees it. */
async function use(manager: TokenManager, user: string, kind: string, world: World): Promise<void> {
  const { pending, tally, origin, timeout } = world
  const signal = AbortSignal.timeout(timeout * 1000)
  const url = `${origin}/calls/${user}`
  const isPlain = kind === 'on demand' || kind === 'changing'
  try {
    const called = isPlain
      ? callPlainly(manager, user, url, signal)
      : callGuarded(manager, user, url, signal)
    const { status } = await pending.watch(`a call of ${user}`, called)
    if (status === 200) tally.ok += 1
    else countFailed(tally, String(status))
  } catch (error) {
    countFailed(tally, isTokenFetchError(error) ? `no token: ${error.code}` : 'network')
  }
}

/** A token by hand. It is handed out with the moment at which it was. */
async function callPlainly(
  manager: TokenManager,
  user: string,
  url: string,
  signal: AbortSignal,
): Promise<Response> {
  const token = await manager.getToken()
  const handedAt = String(Date.now())
  const headers = { authorization: `Bearer ${token}`, [USER]: user, [HANDED_AT]: handedAt }
  const response = await fetch(url, { headers, signal })
  await response.arrayBuffer()
  if (response.status === 401) await manager.getToken({ force: token })
  return response
}

async function callGuarded(
  manager: TokenManager,
  user: string,
  url: string,
  signal: AbortSignal,
): Promise<Response> {
  const stamped: typeof fetch = (input, init) => {
    const { headers } = new Request(input, init)
    headers.set(USER, user)
    headers.set(HANDED_AT, String(Date.now()))
    return fetch(input, { ...init, headers })
  }
  const response = await createAuthFetch(manager, { fetch: stamped })(url, { signal })
  await response.arrayBuffer()
  return response
}
