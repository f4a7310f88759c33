import type { Client, Policy, World } from './policy.ts'
import { endOf } from './token-server.ts'

/** A way to keep a token that two rules describe. */
interface Rules {
  /** The age at which a token of this life is due, ms. */
  readonly due: (life: number, random: () => number) => number
  /** The wait after a failure in ms, of which `fails` came right before it. */
  readonly retry: (fails: number, random: () => number) => number
  /**
   * Whether a `Retry-After` counts instead.
   *
   * @default false
   */
  readonly heeds?: boolean
}

const minute = 60_000

/** Others, named by what they do. All keep one token for one page, and none gives up. */
export const OTHERS: readonly Policy[] = [
  policy('end − 60 s, again every second', {
    due: (life) => life - minute,
    retry: () => 1000,
  }),
  policy(
    'end − 60 s, again every 5 s',
    { due: (life) => life - minute, retry: () => 5000 },
    'oidc-client-ts 3.5 after a timeout; after any other error it gives up',
  ),
  policy(
    'end − 90 s, seen every 30 s',
    {
      due: (life) => Math.ceil((life - 1.5 * minute) / (minute / 2)) * (minute / 2),
      retry: () => minute / 2,
    },
    'the ticks of Supabase auth-js, without the tries within a tick',
  ),
  policy(
    'end − 5 min, 30 s doubled to 16 min',
    {
      due: (life) => life - 5 * minute,
      retry: (fails) => Math.min(16 * minute, (minute / 2) * 2 ** fails),
    },
    'Firebase Auth after a network error; after any other error it gives up',
  ),
  policy(
    '75 % of life, 1 s doubled to 30 s',
    { due: (life) => life * 0.75, retry: (fails) => Math.min(minute / 2, 1000 * 2 ** fails) },
    'the default delays of TanStack Query, which tries three times',
  ),
  policy('80 % of life, full jitter to 60 s', {
    due: (life) => life * 0.8,
    retry: (fails, random) => random() * Math.min(minute, 1000 * 2 ** fails),
  }),
  policy('80 % of life, full jitter, Retry-After', {
    due: (life) => life * 0.8,
    retry: (fails, random) => random() * Math.min(minute, 1000 * 2 ** fails),
    heeds: true,
  }),
]

function policy(name: string, rules: Rules, note?: string): Policy {
  return { name, ...(note !== undefined && { note }), start: (world) => startClient(world, rules) }
}

function startClient({ time, server, random }: World, { due, retry, heeds }: Rules): Client {
  let token: string | undefined
  let fails = 0
  const isLive = (): boolean => token !== undefined && endOf(token) > time.now
  let timer = time.after(0, ask)

  function ask(): void {
    const sentAt = time.now
    server.request((answer) => {
      if (answer?.status === 200) {
        token = answer.token
        fails = 0
        timer = time.at(sentAt + due(answer.expiresIn * 1000, random), ask)
        return
      }
      const asked = answer && heeds === true ? answer.retryAfter * 1000 : undefined
      timer = time.after(asked ?? retry(fails, random), ask)
      fails += 1
    })
  }

  return {
    isLive,
    use: () => Promise.resolve(token !== undefined && !isLive()),
    stop: () => time.cancel(timer),
  }
}
