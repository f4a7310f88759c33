import { defaultEnv, type Env } from './env.ts'
import type { TokenEvent } from './events.ts'
import { endpointSource } from './fetch-token.ts'
import type { Jitter } from './schedule.ts'
import { tabName } from './tab-name.ts'
import type { FetchToken, TokenGrant } from './token-source.ts'
import { withWorkerTimers } from './worker-timers.ts'

/** A token to start with. */
export interface InitialToken<Meta = unknown> extends TokenGrant<Meta> {
  /**
   * How long ago it was made, ms.
   *
   * @default 0
   */
  readonly ageMs?: number | undefined
}

/** Settings of a `TokenManager`; one of `endpoint` and `fetchToken` is needed. */
export interface TokenManagerOptions<Meta = unknown> {
  /** The token endpoint, asked by POST with cookies. A relative one needs a page. */
  endpoint?: string | URL | undefined
  /** Fetches a token in your own way. */
  fetchToken?: FetchToken<Meta> | undefined
  /**
   * Who the token is for. It is not sent; a token of one identity is never handed to another.
   *
   * @default nobody in particular
   */
  identity?: string | undefined
  /**
   * What the endpoint is told, as the JSON body.
   *
   * @default {}
   */
  params?: Readonly<Record<string, string>> | undefined
  /**
   * Seconds that a token from `getToken` is good for at least; of a short token at most a quarter
   * of its life.
   *
   * @default 5
   */
  minValidity?: number | undefined
  /**
   * Seconds after which a fetch is given up.
   *
   * @default 10
   */
  timeout?: number | undefined
  /**
   * The part of its life after which a token is renewed, drawn from this range.
   *
   * @default [0.75, 0.9]
   */
  jitter?: Jitter | undefined
  /**
   * The same for the first token, wider, so that clients that started together drift apart.
   *
   * @default [0.5, 0.9]
   */
  firstJitter?: Jitter | undefined
  /**
   * Whether a hidden page goes on when its token has run out, or waits until it is seen.
   *
   * @default 'visible'
   */
  background?: 'always' | 'visible' | undefined
  /**
   * A token to start with, for example one that the server put into the page.
   *
   * @default none
   */
  initial?: InitialToken<Meta> | undefined
  /**
   * Whether the tabs of a browser share one token: those whose `endpoint`, `params` and `identity`
   * are equal. A name separates groups that would be equal otherwise, and joins those with a
   * `fetchToken`, which cannot be compared and so needs one.
   *
   * @default `true` with `endpoint`, `false` with `fetchToken`
   */
  tabs?: boolean | string | undefined
  /**
   * `'worker'` keeps time in a worker, for tokens that live shorter than the minute a hidden page's
   * timers may be late.
   *
   * @default 'auto'
   */
  timers?: 'auto' | 'worker' | undefined
  /**
   * Tells whom the page is for, for example from a cookie. Asked when the page comes back from the
   * back-forward cache; another one is taken over at once.
   *
   * @default nothing is asked
   */
  identityProbe?: (() => string | undefined) | undefined
  /**
   * Drops the token when the page goes to the back-forward cache, so that nobody who comes back to it
   * sees what it was good for.
   *
   * @default false
   */
  dropOnPersist?: boolean | undefined
  /**
   * Seconds that a suspended component waits for a token before it throws.
   *
   * @default 10
   */
  suspenseTimeout?: number | undefined
  /**
   * What a component that suspended for its first token does without a valid one later: shows the
   * last state (`'null'`), suspends again, or throws the error.
   *
   * @default 'null'
   */
  onExpired?: 'suspend' | 'throw' | 'null' | undefined
  /**
   * Clocks, chance, network and page; for tests and unusual hosts.
   *
   * @default defaultEnv()
   */
  env?: Env | undefined
  /**
   * Told of everything that happens inside.
   *
   * @default nobody
   */
  onEvent?: ((event: TokenEvent) => void) | undefined
}

/** Settings of one `getToken`. */
export interface GetTokenOptions {
  /**
   * Seconds the token is good for at least, at most half of its life.
   *
   * @default the manager's `minValidity`, at most a quarter of its life
   */
  minValidity?: number | undefined
  /**
   * `true` fetches another token whatever is held. The token a server has just refused does so only
   * as long as it is the held one: of twenty requests refused together one fetches.
   *
   * @default false
   */
  force?: boolean | string | undefined
  /**
   * Ends the wait of this caller; the fetch goes on for the others.
   *
   * @default none
   */
  signal?: AbortSignal | undefined
}

/** Settings of one `logout`. */
export interface LogoutOptions {
  /**
   * Whether the other tabs of this identity are signed out as well.
   *
   * @default true
   */
  broadcast?: boolean | undefined
}

/** The options checked, with every default filled in. */
export interface Settings<Meta> {
  readonly env: Env
  readonly source: FetchToken<Meta>
  readonly minValidity: number
  readonly timeout: number
  readonly jitter: Jitter
  readonly firstJitter: Jitter
  /** Whether a hidden page goes on whatever happens. */
  readonly isAlways: boolean
  /** What the tabs that share a token have in common, if they do. */
  readonly tabs: string | undefined
  readonly identityProbe: (() => string | undefined) | undefined
  readonly dropOnPersist: boolean
  readonly suspense: SuspenseSettings
  readonly endpoint: string | URL | undefined
}

/** How components wait for a manager that suspends them. */
export interface SuspenseSettings {
  /** Seconds. */
  readonly timeout: number
  readonly onExpired: 'suspend' | 'throw' | 'null'
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {TypeError} for an option that is unknown, not supported yet, missing, or no such word
 * @throws {RangeError} for a number out of its range
 */
export function settingsOf<Meta>(options: TokenManagerOptions<Meta>): Settings<Meta> {
  const {
    endpoint,
    fetchToken,
    params = {},
    minValidity = 5,
    timeout = 10,
    jitter = [0.75, 0.9],
    firstJitter = [0.5, 0.9],
    background = 'visible',
    tabs = !!endpoint,
    timers = 'auto',
    identityProbe,
    dropOnPersist = false,
    suspenseTimeout = 10,
    onExpired = 'null',
    env: given = defaultEnv(),
    identity: _identity,
    initial: _initial,
    onEvent: _onEvent,
    ...others
  } = options
  for (const [name, value] of Object.entries(others)) {
    const isOff = value === undefined || (name === 'dpop' && value === false)
    demand(isOff, `the option ${name} is unknown or not supported yet`)
  }
  demand(!endpoint !== !fetchToken, 'give either endpoint or fetchToken')
  demand(/^(boolean|string)$/.test(typeof tabs), 'tabs must be true, false or a name')
  demand(tabs !== true || !fetchToken, 'tabs with fetchToken needs a name')
  demandWord('background', background, ['visible', 'always'])
  demandWord('timers', timers, ['auto', 'worker'])
  demandWord('onExpired', onExpired, ['suspend', 'throw', 'null'])
  demand(minValidity >= 0, 'minValidity must be 0 or more', RangeError)
  for (const seconds of [timeout, suspenseTimeout]) {
    demand(
      seconds > 0 && seconds <= 86_400,
      'a timeout must be above 0, and a day at most',
      RangeError,
    )
  }
  for (const [from, to] of [jitter, firstJitter]) {
    demand(from > 0 && from <= to && to < 1, 'jitter must be 0 < from <= to < 1', RangeError)
  }
  const env = timers === 'worker' ? withWorkerTimers(given) : given
  return {
    env,
    endpoint,
    tabs: tabs === false ? undefined : tabName(tabs, endpoint, params, env),
    identityProbe,
    dropOnPersist,
    suspense: { timeout: suspenseTimeout, onExpired },
    // What comes from the wire is looked at when it arrives.
    source: fetchToken ?? (endpointSource(endpoint ?? '', params, env) as FetchToken<Meta>),
    minValidity,
    timeout,
    jitter,
    firstJitter,
    isAlways: background === 'always',
  }
}

function demandWord(name: string, value: string, words: readonly string[]): void {
  demand(words.includes(value), `${name} must be '${words.join("' or '")}'`)
}

function demand(
  isGood: boolean,
  rule: string,
  Kind: new (message: string) => Error = TypeError,
): void {
  if (!isGood) throw new Kind(`TokenManager: ${rule}`)
}
