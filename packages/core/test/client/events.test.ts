import { beforeEach, describe, expect, test } from 'vitest'
import { TokenFetchError, TokenManager, type TokenEvent } from '../../src/client.ts'
import { unsignedJwt } from './jwt.ts'
import { ManualSource } from './manual-source.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

let env: VirtualEnv
let source: ManualSource
let events: TokenEvent[]

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
  events = []
})

function manage(): TokenManager {
  const { fetchToken } = source
  return new TokenManager({ fetchToken, env, onEvent: (event) => events.push(event) })
}

const typed = (type: TokenEvent['type']): TokenEvent[] =>
  events.filter((event) => event.type === type)

test('a life with a refresh is told in order', async () => {
  manage().subscribe(() => {})
  await env.advance(250)
  await source.last.answer({ token: 'first', expiresIn: 100 })
  await env.advance(70_000)
  await source.last.answer({ token: 'second', expiresIn: 200 })
  expect(events).toEqual([
    { type: 'fetch_start', reason: 'initial' },
    { type: 'fetch_ok', ms: 250, life: 100 },
    { type: 'fetch_start', reason: 'due' },
    { type: 'fetch_ok', ms: 250, life: 200 },
    { type: 'refreshed' },
  ])
})

test('whoever is told finds the state that it is told of', async () => {
  const seen: string[] = []
  const manager: TokenManager = new TokenManager({
    fetchToken: source.fetchToken,
    env,
    onEvent: ({ type }) => seen.push(`${type} ${manager.snapshot.status}`),
  })
  manager.subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'first', expiresIn: 100 })
  await env.advance(70_000)
  await source.last.fail(new TokenFetchError('unavailable'))
  await env.advance(2000)
  await source.last.fail(new TokenFetchError('denied'))
  expect(seen).toEqual([
    'fetch_start loading',
    'fetch_ok ready',
    'fetch_start refreshing',
    'fetch_fail stale',
    'fetch_start refreshing',
    'fetch_fail denied',
    'denied denied',
  ])
})

test('a failure is told with the time of the next attempt', async () => {
  manage().subscribe(() => {})
  await settle()
  await source.last.fail(new TokenFetchError('unavailable', { retryAfter: 60 }))
  expect(typed('fetch_fail')).toEqual([
    { type: 'fetch_fail', code: 'unavailable', retryAt: env.wall / 1000 + 67.5 },
  ])
})

test('a refusal is told, without another attempt', async () => {
  manage().subscribe(() => {})
  await settle()
  await source.last.fail(new TokenFetchError('login_required'))
  expect(events.slice(1)).toEqual([
    { type: 'fetch_fail', code: 'login_required', retryAt: undefined },
    { type: 'denied', code: 'login_required' },
  ])
})

test('a token that runs out is told once', async () => {
  manage().subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'first', expiresIn: 100 })
  env.isOnline = false
  await env.advance(200_000)
  expect(typed('expired')).toHaveLength(1)
})

test('a change of identity is told, a token dropped by it did not run out', async () => {
  const manager = manage()
  manager.subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'first', expiresIn: 100 })
  manager.setIdentity('alice')
  manager.logout()
  expect(typed('identity')).toEqual([
    { type: 'identity', epoch: 1 },
    { type: 'identity', epoch: 2 },
  ])
  expect(typed('expired')).toEqual([])
})

test('a token that came too late is told', async () => {
  manage().subscribe(() => {})
  await settle()
  env.wall += 200_000
  await source.last.answer({ token: 'late', expiresIn: 100 })
  expect(events.map(({ type }) => type)).toEqual(['fetch_start', 'late_response', 'fetch_start'])
})

describe('a device clock that is off', () => {
  async function refreshes(offsets: readonly number[]): Promise<TokenEvent[]> {
    const manager = manage()
    for (const [index, offset] of offsets.entries()) {
      const token = manager.getToken({ force: true })
      await settle()
      const iat = (env.wall + offset) / 1000
      await source.last.answer({ token: unsignedJwt({ iat, jti: index }), expiresIn: 100 })
      await token
      await env.advance(10_000)
    }
    return typed('clock_skew')
  }

  test.each([3_600_000, -3_600_000])('by %i ms is told', async (ms) => {
    await expect(refreshes([ms])).resolves.toEqual([{ type: 'clock_skew', ms }])
  })

  test('by a minute is not', async () => {
    await expect(refreshes([60_000, -60_000])).resolves.toEqual([])
  })

  test('is measured over three tokens, so one odd answer says nothing', async () => {
    await expect(refreshes([0, 0, 3_600_000, 0])).resolves.toEqual([])
  })
})

test('a timer that fires long after its time is told', async () => {
  manage().subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'first', expiresIn: 1000 })
  await env.sleep(90_000)
  expect(typed('throttled_timer')).toEqual([{ type: 'throttled_timer', late: 30 }])
})

test('no event holds a token', async () => {
  const manager = manage()
  manager.subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'secret-1', expiresIn: 100, meta: 'secret-2' })
  const next = manager.getToken({ force: 'secret-1' })
  await settle()
  await source.last.answer({ token: 'secret-3', expiresIn: 100 })
  await next
  manager.logout()
  expect(events.length).toBeGreaterThan(4)
  expect(JSON.stringify(events)).not.toContain('secret')
})

describe('the rate cap', () => {
  test('lets five fetches through at once and one a second after that', async () => {
    const manager = new TokenManager({
      env,
      onEvent: (event) => events.push(event),
      fetchToken: () => Promise.resolve({ token: `at ${env.elapsed}`, expiresIn: 1000 }),
    })
    for (let i = 0; i < 5; i += 1) await manager.getToken({ force: true })
    expect(typed('fetch_start')).toHaveLength(5)
    await expect(manager.refresh()).rejects.toMatchObject({ code: 'rate_limited', retryable: true })
    expect(typed('fetch_start')).toHaveLength(5)
    expect(typed('rate_limited')).toHaveLength(1)
    await expect(manager.getToken({ force: true })).resolves.toBe('at 5000')
    await env.advance(1000)
    await expect(manager.refresh()).resolves.toBe('at 6000')
    expect(typed('fetch_start')).toHaveLength(6)
  })

  test('saves up no more than that in a quiet hour', async () => {
    const manager = new TokenManager({
      env,
      fetchToken: () => Promise.resolve({ token: `at ${env.elapsed}`, expiresIn: 9000 }),
    })
    const burst = async (): Promise<number> => {
      let count = 0
      while (await manager.refresh().then(Boolean, () => false)) count += 1
      return count
    }
    await env.advance(3_600_000)
    await expect(burst()).resolves.toBe(5)
    await env.advance(1000)
    await expect(burst()).resolves.toBe(1)
    await env.advance(1500)
    await expect(burst()).resolves.toBe(1)
    await env.advance(500)
    await expect(burst()).resolves.toBe(1)
  })

  test('is recovered from without help', async () => {
    const manager = new TokenManager({
      env,
      fetchToken: () => Promise.resolve({ token: `at ${env.elapsed}`, expiresIn: 1000 }),
    })
    manager.subscribe(() => {})
    await settle()
    for (let i = 0; i < 6; i += 1) await manager.refresh().catch(() => {})
    expect(manager.snapshot.status).toBe('stale')
    await env.advance(2000)
    expect(manager.snapshot.status).toBe('ready')
  })
})

describe('the event target', () => {
  test('calls listeners of the type until they are removed', async () => {
    const manager = manage()
    const seen: number[] = []
    const listener = ({ epoch }: { epoch: number }): void => void seen.push(epoch)
    manager.events.addEventListener('identity', listener)
    manager.events.addEventListener('identity', listener)
    manager.setIdentity('alice')
    manager.events.removeEventListener('identity', listener)
    manager.setIdentity('bob')
    expect(seen).toEqual([1])
  })

  test('finds everything committed when it is told', () => {
    const manager = manage()
    const seen: unknown[] = []
    manager.events.addEventListener('identity', () => {
      seen.push(manager.identity, manager.snapshot.epoch)
    })
    manager.setIdentity('alice')
    expect(seen).toEqual(['alice', 1])
  })

  test('goes on past a listener that throws', async () => {
    const manager = manage()
    const seen: string[] = []
    manager.events.addEventListener('identity', () => {
      throw new Error('mine')
    })
    manager.events.addEventListener('identity', ({ type }) => seen.push(type))
    manager.setIdentity('alice')
    expect(seen).toEqual(['identity'])
    await expect(env.advance(0)).rejects.toThrow('mine')
  })

  test('lets a listener end everything before the source is asked', async () => {
    const manager = manage()
    manager.events.addEventListener('fetch_start', () => manager.dispose())
    const failed = expect(manager.getToken()).rejects.toMatchObject({ code: 'disposed' })
    await failed
    expect(source.count).toBe(0)
  })
})
