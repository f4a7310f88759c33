import type { VirtualTime } from './virtual-time.ts'

/** What comes back from a request; nothing if the connection was refused. */
export type Answer = TokenAnswer | BusyAnswer | undefined

/** A token, and the moment at which it ends on the server's clock, ms. */
export interface TokenAnswer {
  readonly status: 200
  readonly token: string
  readonly expiresIn: number
}

/** Seconds to wait, as a `Retry-After`. */
export interface BusyAnswer {
  readonly status: 503
  readonly retryAfter: number
}

/** How many requests a second a server serves from a moment on: 0 refuses the connection. */
export interface Capacity {
  /** ms. */
  readonly from: number
  /** Requests a second. */
  readonly rate: number
}

/** Settings of a {@link TokenServer}. */
export interface TokenServerOptions {
  /** Life of a token, s. */
  readonly ttl: number
  /** Seconds that those are told to wait for whom there is no room. */
  readonly retryAfter: number
  /**
   * In the order of their moments.
   *
   * @default no limit
   */
  readonly capacities?: readonly Capacity[]
  readonly random: () => number
}

/** ms a request or an answer is under way. */
const SHORTEST_WAY = 10
const LONGEST_WAY = 50

/** Hands out tokens and counts who comes. */
export class TokenServer {
  /** Requests that came in each second. */
  readonly arrivals: number[] = []
  readonly #time: VirtualTime
  readonly #options: TokenServerOptions
  #served = 0
  #second = -1

  constructor(time: VirtualTime, options: TokenServerOptions) {
    this.#time = time
    this.#options = options
  }

  /** A request over the network. */
  request(listener: (answer: Answer) => void): void {
    this.#time.after(this.#way(), () => {
      const answer = this.#answer()
      this.#time.after(this.#way(), () => listener(answer))
    })
  }

  #answer(): Answer {
    const { now } = this.#time
    const { ttl, retryAfter, capacities = [] } = this.#options
    const second = Math.floor(now / 1000)
    this.arrivals[second] = (this.arrivals[second] ?? 0) + 1
    if (second !== this.#second) this.#served = 0
    this.#second = second
    const rate = capacities.findLast(({ from }) => from <= now)?.rate ?? Number.POSITIVE_INFINITY
    if (rate === 0) return undefined
    if (this.#served >= rate) return { status: 503, retryAfter }
    this.#served += 1
    return { status: 200, token: tokenUntil(now + ttl * 1000), expiresIn: ttl }
  }

  #way(): number {
    return SHORTEST_WAY + this.#options.random() * (LONGEST_WAY - SHORTEST_WAY)
  }
}

/** Requests a second over a span of seconds, with a zero where nobody came. */
export function arrivalsIn(server: TokenServer, from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => server.arrivals[from + index] ?? 0)
}

/** A token that shows when it really ends, ms on the server's clock. */
function tokenUntil(end: number): string {
  return `until:${end}`
}

/** When a token really ends, ms on the server's clock. */
export function endOf(token: string): number {
  return Number(token.slice('until:'.length))
}
