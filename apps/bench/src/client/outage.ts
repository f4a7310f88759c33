import type { Client, Policy } from './policy.ts'
import { seededRandom } from './random.ts'
import { arrivalsIn, TokenServer } from './token-server.ts'
import { VirtualTime } from './virtual-time.ts'

/** Settings of a {@link runOutage}. */
export interface OutageOptions {
  readonly clients: number
  readonly seed: number
  /**
   * Seconds for which every connection is refused.
   *
   * @default 120
   */
  readonly length?: number
  /**
   * Seconds that a server without room asks to wait.
   *
   * @default 5
   */
  readonly retryAfter?: number
}

/** What came of an outage. */
export interface OutageReport {
  /** Requests in each second from {@link OUTAGE_BEFORE} seconds before the outage on. */
  readonly arrivals: readonly number[]
  /** The busiest second after the recovery against what the server serves in one. */
  readonly peak: number
  /** Share of the clients without a live token: at the recovery, and a minute later. */
  readonly deadAtRecovery: number
  readonly dead: number
  /** Dead tokens that an application was handed. */
  readonly expired: number
}

/** Life of a token, s. */
export const OUTAGE_TTL = 600
/** Requests a second that the server serves after it, of 10,000 clients: 200. */
const RATE = 0.02
/** Seconds that are told of before the outage and after it. */
export const OUTAGE_BEFORE = 60
const OUTAGE_AFTER = 300
/** Two lives, in which every client leaves the rhythm of its start. */
const WARM_UP = 2 * OUTAGE_TTL
/** Seconds between two requests of an application. */
const USE_EVERY = 60

/**
 * Clients in all phases of their tokens' lives, a server that is away for a while, and when it is
 * back serves 2 % of them a second and answers the others 503 with `Retry-After`.
 */
export async function runOutage(policy: Policy, options: OutageOptions): Promise<OutageReport> {
  const { clients: count, seed, length = 120, retryAfter = 5 } = options
  const random = seededRandom(seed)
  const time = new VirtualTime()
  const recovery = WARM_UP + length
  const capacities = [
    { from: WARM_UP * 1000, rate: 0 },
    { from: recovery * 1000, rate: count * RATE },
  ]
  const server = new TokenServer(time, { ttl: OUTAGE_TTL, retryAfter, capacities, random })
  const clients: Client[] = []
  let expired = 0
  const use = (client: Client): void => {
    void client.use().then((isDead) => (expired += isDead ? 1 : 0))
    time.after(USE_EVERY * 1000 * (0.5 + random()), () => use(client))
  }
  for (let index = 0; index < count; index += 1) {
    time.at(random() * OUTAGE_TTL * 1000, () => {
      const client = policy.start({ time, server, random })
      clients.push(client)
      time.after(random() * USE_EVERY * 1000, () => use(client))
    })
  }
  const deadShare = (): number => clients.filter((client) => !client.isLive()).length / count
  await time.run(recovery * 1000)
  const deadAtRecovery = deadShare()
  await time.run((recovery + 60) * 1000)
  const dead = deadShare()
  await time.run((recovery + OUTAGE_AFTER) * 1000)
  for (const client of clients) client.stop()
  const arrivals = arrivalsIn(server, WARM_UP - OUTAGE_BEFORE, recovery + OUTAGE_AFTER)
  const peak = Math.max(...arrivals.slice(OUTAGE_BEFORE + length)) / (count * RATE)
  return { arrivals, peak, deadAtRecovery, dead, expired }
}
