import type { Client, Policy } from './policy.ts'
import { seededRandom } from './random.ts'
import { arrivalsIn, TokenServer } from './token-server.ts'
import { VirtualTime } from './virtual-time.ts'

/** Settings of a {@link runHerd}. */
export interface HerdOptions {
  readonly clients: number
  readonly seed: number
}

/** What came of clients that started together. */
export interface HerdReport {
  /** Requests in each second since the start. */
  readonly arrivals: readonly number[]
  /** The busiest second of the first refresh wave against clients ÷ ttl. */
  readonly peak: number
  /** Clients without a live token at the end of the wave. */
  readonly dead: number
}

/** Life of a token, s. */
const HERD_TTL = 3600
/** Seconds within which all start: a deployment, or the top of the hour. */
const HERD_START = 30
const HERD_END = HERD_TTL + HERD_START + 10

/** Clients that start within half a minute, until each of them has refreshed its first token. */
export async function runHerd(policy: Policy, options: HerdOptions): Promise<HerdReport> {
  const { clients: count, seed } = options
  const random = seededRandom(seed)
  const time = new VirtualTime()
  const server = new TokenServer(time, { ttl: HERD_TTL, retryAfter: 5, random })
  const clients: Client[] = []
  for (let index = 0; index < count; index += 1) {
    time.at(random() * HERD_START * 1000, () => {
      clients.push(policy.start({ time, server, random }))
    })
  }
  await time.run(HERD_END * 1000)
  const arrivals = arrivalsIn(server, 0, HERD_END)
  const wave = arrivals.slice(HERD_START + 1)
  const dead = clients.filter((client) => !client.isLive()).length
  for (const client of clients) client.stop()
  return { arrivals, peak: Math.max(...wave) / (count / HERD_TTL), dead }
}
