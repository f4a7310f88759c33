import { skewMeter } from './clock-skew.ts'
import type { EventSource } from './events.ts'
import { holdToken, leftOf, type HeldToken } from './held-token.ts'
import type { InitialToken, Settings } from './options.ts'
import { drawFraction } from './schedule.ts'
import { TokenFetchError } from './token-fetch-error.ts'
import type { FetchContext, TokenGrant } from './token-source.ts'

/** Fetches that may follow each other at once; in the long run it is one a second. */
const BURST = 5

/** Gets tokens from the source, no faster than the rate cap, and draws when each is due. */
export interface Fetcher<Meta> {
  /**
   * A token that is valid on arrival.
   *
   * @throws whatever the source throws, and {@link TokenFetchError} `rate_limited`,
   *   `bad_response` or `expired_on_arrival`
   */
  fetch(context: FetchContext): Promise<HeldToken<Meta>>
  /**
   * Takes the token to start with, `null` if there is none or it has ended in a cache.
   *
   * @throws {TypeError} for one without a life
   */
  begin(initial: InitialToken<Meta> | undefined): HeldToken<Meta> | null
  /** Takes a token that was asked for at that moment, ms. */
  hold(answer: TokenGrant<Meta>, wall: number, mono: number): HeldToken<Meta>
}

/** Makes a fetcher. */
export function createFetcher<Meta>(
  { env, source, jitter, firstJitter }: Settings<Meta>,
  tell: EventSource['tell'],
): Fetcher<Meta> {
  const noteSkew = skewMeter(tell)
  let range = firstJitter
  let credit = BURST
  let creditAt = env.mono()

  const hold: Fetcher<Meta>['hold'] = (answer, wall, mono) => {
    const held = holdToken(answer, wall, mono)
    held.fraction = drawFraction(held.life, range, env.random())
    range = jitter
    return held
  }

  const begin: Fetcher<Meta>['begin'] = (initial) => {
    if (!initial) return null
    const ago = Math.max(0, initial.ageMs ?? 0)
    try {
      const held = hold(initial, env.now() - ago, env.mono() - ago)
      return leftOf(held, env) > 0 ? held : null
    } catch (cause) {
      throw new TypeError('TokenManager: initial needs a token and its expiresIn', { cause })
    }
  }

  const fetch: Fetcher<Meta>['fetch'] = async (context) => {
    const { signal, reason } = context
    const wall = env.now()
    const mono = env.mono()
    // The belt over all other rules, `force` included.
    credit = Math.min(BURST, credit + (mono - creditAt) / 1000)
    creditAt = mono
    if (credit < 1) {
      tell({ type: 'rate_limited' })
      throw new TokenFetchError('rate_limited', { retryAfter: 1 })
    }
    credit -= 1
    tell({ type: 'fetch_start', reason })
    // Whoever listens may have ended the flight, and after that nothing may change.
    const answer = signal.aborted ? undefined : await source(context)
    if (signal.aborted || !answer) throw new TokenFetchError('bad_response')
    const held = hold(answer, wall, mono)
    noteSkew(held, env.now())
    if (leftOf(held, env) > 0) return held
    tell({ type: 'late_response' })
    if (reason === 'late') throw new TokenFetchError('expired_on_arrival')
    return await fetch({ ...context, reason: 'late' })
  }
  return { fetch, hold, begin }
}
