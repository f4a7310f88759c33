import { defaultEnv, type Env } from './env.ts'
import type { TokenEvent } from './events.ts'
import { endpointSource } from './fetch-token.ts'
import type { Jitter } from './schedule.ts'
import type { FetchToken, TokenGrant } from './token-source.ts'

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
    env = defaultEnv(),
    identity: _identity,
    initial: _initial,
    onEvent: _onEvent,
    ...others
  } = options
  for (const [name, value] of Object.entries(others)) {
    // `tabs: false` asks for what there is anyway.
    demand(!value, `the option ${name} is unknown or not supported yet`)
  }
  demand(!endpoint !== !fetchToken, 'give either endpoint or fetchToken')
  demand(/^(visible|always)$/.test(background), "background must be 'visible' or 'always'")
  demand(minValidity >= 0, 'minValidity must be 0 or more', RangeError)
  demand(timeout > 0 && timeout <= 86_400, 'timeout must be above 0, and a day at most', RangeError)
  for (const [from, to] of [jitter, firstJitter]) {
    demand(from > 0 && from <= to && to < 1, 'jitter must be 0 < from <= to < 1', RangeError)
  }
  return {
    env,
    // What comes from the wire is looked at when it arrives.
    source: fetchToken ?? (endpointSource(endpoint ?? '', params, env) as FetchToken<Meta>),
    minValidity,
    timeout,
    jitter,
    firstJitter,
    isAlways: background === 'always',
  }
}

function demand(
  isGood: boolean,
  rule: string,
  Kind: new (message: string) => Error = TypeError,
): void {
  if (!isGood) throw new Kind(`TokenManager: ${rule}`)
}
