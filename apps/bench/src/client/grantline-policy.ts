import { TokenManager, type Env, type TokenManagerOptions } from '@grantline/core/client'
import type { Client, Policy, World } from './policy.ts'
import { endOf, type Answer } from './token-server.ts'
import type { VirtualTimer } from './virtual-time.ts'

/** Clocks of devices are off by up to so much, ms. */
const SKEW = 600_000

/** What ships, with every default. */
export const grantline: Policy = managerPolicy('Grantline', {
  note: 'real managers on one virtual clock',
})

/** Settings of a {@link managerPolicy}. */
export interface ManagerPolicyOptions {
  /** As of a {@link Policy}. */
  readonly note?: string
  /**
   * What every manager is given beside its endpoint.
   *
   * @default {}
   */
  readonly options?: Pick<TokenManagerOptions, 'jitter' | 'firstJitter'>
}

/** Not a likeness: every client is a `TokenManager` of its own. */
export function managerPolicy(name: string, settings: ManagerPolicyOptions): Policy {
  const { note, options = {} } = settings
  const start = (world: World): Client => startManager(world, options)
  return { name, ...(note !== undefined && { note }), start }
}

function startManager(world: World, options: ManagerPolicyOptions['options']): Client {
  const { time, server } = world
  const endpoint = 'https://api.example/token'
  const manager = new TokenManager({ ...options, endpoint, env: deviceIn(world) })
  // Somebody needs the token all the time.
  const leave = manager.subscribe(() => {})
  return {
    isLive: () => {
      const { token } = manager.snapshot
      return token !== null && endOf(token) > time.now
    },
    use: () =>
      manager.getToken().then(
        (token) => endOf(token) <= time.now,
        () => false,
      ),
    stop: () => {
      leave()
      manager.dispose()
    },
  }

  function deviceIn({ random }: World): Env {
    const skew = (random() * 2 - 1) * SKEW
    return {
      now: () => 1_800_000_000_000 + time.now + skew,
      mono: () => time.now,
      random,
      setTimeout: (callback, ms) => time.after(ms, callback),
      clearTimeout: (timer) => time.cancel(timer as VirtualTimer | undefined),
      fetch: () => request(),
    }
  }

  function request(): Promise<Response> {
    return new Promise((resolve, reject) => {
      server.request((answer) => {
        if (answer) resolve(responseOf(answer))
        else reject(new TypeError('connection refused'))
      })
    })
  }
}

/** As much of a response as is read: a real one is made of streams, which take their time. */
export function responseOf(answer: NonNullable<Answer>): Response {
  const { status } = answer
  const body =
    status === 200
      ? { access_token: answer.token, expires_in: answer.expiresIn }
      : { error: 'busy' }
  const headers = new Headers(status === 503 ? { 'Retry-After': String(answer.retryAfter) } : {})
  const response: Pick<Response, 'ok' | 'status' | 'headers' | 'json'> = {
    ok: status === 200,
    status,
    headers,
    json: () => Promise.resolve(body),
  }
  return response as Response
}
