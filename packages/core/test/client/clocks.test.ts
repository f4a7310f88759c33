import { beforeEach, describe, expect, test } from 'vitest'
import { TokenManager, type TokenManagerOptions } from '../../src/client.ts'
import { unsignedJwt } from './jwt.ts'
import { ManualSource, steadySource } from './manual-source.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

const DAY = 86_400_000

let env: VirtualEnv
let source: ManualSource

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
})

async function ready(
  expiresIn: number,
  options: Partial<TokenManagerOptions> = {},
): Promise<TokenManager> {
  const manager = new TokenManager({ fetchToken: source.fetchToken, env, ...options })
  manager.subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'first', expiresIn })
  return manager
}

describe('the life of a token', () => {
  test('is counted from the send of its request', async () => {
    const manager = new TokenManager({ fetchToken: source.fetchToken, env })
    const token = manager.getToken()
    await env.advance(6000)
    await source.last.answer({ token: 'first', expiresIn: 10 })
    await token
    expect(manager.snapshot.expiresAt).toBe(env.wall / 1000 + 4)
    await env.advance(3999)
    expect(manager.snapshot.status).toBe('ready')
    await env.advance(1)
    expect(manager.snapshot.status).toBe('expired')
  })

  test.each([-25, 25])('does not depend on a device clock that is %i h off', async (hours) => {
    env.jump(hours * 3_600_000)
    const iat = 1_700_000_000
    const token = unsignedJwt({ iat, exp: iat + 100 })
    const manager = new TokenManager({ fetchToken: source.fetchToken, env })
    manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token })
    expect(manager.snapshot.status).toBe('ready')
    await env.advance(69_999)
    expect(source.count).toBe(1)
    await env.advance(1)
    expect(source.count).toBe(2)
  })

  test('is what the server says is left, also of a cached token', async () => {
    const manager = new TokenManager({ fetchToken: source.fetchToken, env })
    const token = manager.getToken()
    await settle()
    const iat = env.wall / 1000
    await source.last.answer({ token: unsignedJwt({ iat, exp: iat + 3600 }), expiresIn: 60 })
    await token
    expect(manager.snapshot.expiresAt).toBe(iat + 60)
  })

  test('may be longer than any timer', async () => {
    const { fetchToken, count } = steadySource(40 * 86_400)
    const manager = new TokenManager({ fetchToken, env })
    manager.subscribe(() => {})
    await settle()
    expect(env.timers).toEqual([60_000])
    await env.advance(27 * DAY)
    expect(count()).toBe(1)
    await env.advance(DAY)
    expect(count()).toBe(2)
  })

  test('of an initial token counts from when it was made', () => {
    const initial = { token: 'given', expiresIn: 100, ageMs: 99_999 }
    const options = { fetchToken: source.fetchToken, env }
    expect(new TokenManager({ ...options, initial }).snapshot.status).toBe('ready')
    const older = { ...initial, ageMs: 100_000 }
    expect(new TokenManager({ ...options, initial: older }).snapshot.status).toBe('idle')
    const ofTheFuture = new TokenManager({ ...options, initial: { ...initial, ageMs: -50_000 } })
    expect(ofTheFuture.snapshot.expiresAt).toBe(env.wall / 1000 + 100)
  })
})

describe('the first token of a manager', () => {
  test.each([
    { chance: 0, first: 50_000, later: 75_000 },
    { chance: 0.999_999, first: 90_000, later: 90_000 },
  ])('is renewed from a wider range: $first, then $later ms', async ({ chance, first, later }) => {
    env.chance = chance
    const { fetchToken, count } = steadySource(100)
    new TokenManager({ fetchToken, env }).subscribe(() => {})
    await env.advance(first - 10)
    expect(count()).toBe(1)
    await env.advance(20)
    expect(count()).toBe(2)
    await env.advance(later - 20)
    expect(count()).toBe(2)
    await env.advance(20)
    expect(count()).toBe(3)
  })

  test('takes the ranges that are configured', async () => {
    const { fetchToken, count } = steadySource(100)
    const jitter = { firstJitter: [0.1, 0.1], jitter: [0.2, 0.2] } as const
    new TokenManager({ fetchToken, env, ...jitter }).subscribe(() => {})
    await env.advance(10_000)
    expect(count()).toBe(2)
    await env.advance(19_999)
    expect(count()).toBe(2)
    await env.advance(1)
    expect(count()).toBe(3)
  })
})

describe('a device that slept', () => {
  test.each([{ stalled: false }, { stalled: true }])(
    'knows at once that its token has ended ($stalled)',
    async ({ stalled }) => {
      const manager = await ready(100)
      await env.sleep(8 * 3_600_000, { stalled })
      await env.dispatch('pageshow')
      expect(manager.snapshot).toMatchObject({ status: 'loading', token: null })
      const token = manager.getToken()
      await source.last.answer({ token: 'second', expiresIn: 100 })
      await expect(token).resolves.toBe('second')
    },
  )

  test('never hands out the old token, even before anything wakes it', async () => {
    const manager = await ready(100)
    env.jump(8 * 3_600_000)
    const token = manager.getToken()
    await settle()
    await source.last.answer({ token: 'second', expiresIn: 100 })
    await expect(token).resolves.toBe('second')
  })

  test('notices by its timer within a minute when no event tells it', async () => {
    const manager = await ready(36_000)
    await env.sleep(12 * 3_600_000, { stalled: true })
    expect(manager.snapshot.status).toBe('ready')
    await env.advance(60_000)
    expect(manager.snapshot.status).toBe('loading')
  })

  test('asks again when the answer came while it slept', async () => {
    const manager = new TokenManager({ fetchToken: source.fetchToken, env })
    const token = manager.getToken()
    await settle()
    env.wall += 200_000
    await source.last.answer({ token: 'late', expiresIn: 100 })
    expect(source.count).toBe(2)
    expect(source.last.context.reason).toBe('late')
    expect(manager.snapshot).toMatchObject({ status: 'loading', token: null })
    await source.last.answer({ token: 'fresh', expiresIn: 100 })
    await expect(token).resolves.toBe('fresh')
  })

  test('gives up for now when that comes late as well', async () => {
    const manager = new TokenManager({ fetchToken: source.fetchToken, env })
    const failed = expect(manager.getToken()).rejects.toMatchObject({
      code: 'expired_on_arrival',
      retryable: true,
    })
    await settle()
    env.wall += 200_000
    await source.last.answer({ token: 'late', expiresIn: 100 })
    env.wall += 200_000
    await source.last.answer({ token: 'late again', expiresIn: 100 })
    await failed
    expect(source.count).toBe(2)
  })

  test('does not sign out when its network is not up yet', async () => {
    const manager = await ready(100)
    await env.sleep(3_600_000)
    await source.last.fail(new TypeError('fetch failed'))
    expect(manager.snapshot).toMatchObject({ status: 'expired' })
    expect(manager.snapshot.error).toMatchObject({ code: 'network', retryable: true })
    await env.connect(true)
    expect(manager.snapshot.status).toBe('loading')
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(manager.snapshot.status).toBe('ready')
  })
})

test('a token that ends between its arrival and the answer is not handed out', async () => {
  const manager = new TokenManager({ fetchToken: source.fetchToken, env })
  manager.events.addEventListener('fetch_ok', () => env.jump(DAY))
  const failed = expect(manager.getToken()).rejects.toMatchObject({ code: 'expired_on_arrival' })
  await settle()
  await source.last.answer({ token: 'first', expiresIn: 100 })
  await failed
})

describe('a wall clock that is set', () => {
  test('back changes nothing: the other clock goes on', async () => {
    const manager = await ready(100)
    env.jump(-365 * DAY)
    await env.advance(69_999)
    expect(source.count).toBe(1)
    await env.advance(1)
    expect(source.count).toBe(2)
    await env.advance(30_001)
    expect(manager.snapshot.token).toBeNull()
  })

  test('forward costs one early refresh and no more', async () => {
    const { fetchToken, count } = steadySource(100)
    const manager = new TokenManager({ fetchToken, env })
    manager.subscribe(() => {})
    await settle()
    env.jump(DAY)
    await env.dispatch('focus')
    expect(count()).toBe(2)
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'token-2' })
    await env.advance(70_000)
    expect(count()).toBe(2)
  })
})

describe('a refresh that hangs', () => {
  test('does not keep the token alive beyond its end', async () => {
    const manager = await ready(20, { timeout: 15 })
    await env.advance(14_000)
    expect(manager.snapshot.status).toBe('refreshing')
    await env.advance(6001)
    expect(manager.snapshot).toMatchObject({ status: 'loading', token: null })
    const failed = expect(manager.getToken()).rejects.toMatchObject({ code: 'timeout' })
    await env.advance(9000)
    await failed
    expect(manager.snapshot.status).toBe('expired')
  })
})

describe('a hidden page', () => {
  test('renews a long token 90 s ahead, because its timers may be slow', async () => {
    env.chance = 0.999_999
    await ready(300)
    await env.show('hidden')
    await env.advance(209_998)
    expect(source.count).toBe(1)
    await env.advance(2)
    expect(source.count).toBe(2)
  })
})

describe('a source of tokens that are already short', () => {
  test('is asked ever sooner, but no faster than once a second', async () => {
    let end = env.elapsed + 100_000
    let count = 0
    const manager = new TokenManager({
      env,
      fetchToken: () => {
        count += 1
        if (end <= env.elapsed) end += 100_000
        return Promise.resolve({ token: `until-${end}`, expiresIn: (end - env.elapsed) / 1000 })
      },
    })
    manager.subscribe(() => {})
    await env.advance(99_000)
    expect(count).toBeGreaterThan(2)
    expect(count).toBeLessThan(15)
    expect(manager.snapshot.status).toBe('ready')
  })

  test('cannot replace a token that is good for longer', async () => {
    const manager = await ready(1000)
    const token = manager.refresh()
    await settle()
    await source.last.answer({ token: 'shorter', expiresIn: 100 })
    await expect(token).resolves.toBe('first')
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'first' })
  })

  test('is not asked without a pause after a failure either', async () => {
    let count = 0
    const manager = new TokenManager({
      env,
      initial: { token: 'long', expiresIn: 1000 },
      fetchToken: () => {
        count += 1
        if (count === 1) return Promise.reject(new Error('no'))
        return Promise.resolve({ token: 'short', expiresIn: 20 })
      },
    })
    manager.subscribe(() => {})
    await expect(manager.refresh()).rejects.toMatchObject({ code: 'unavailable' })
    await env.advance(60_000)
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'long' })
    expect(count).toBe(2)
  })
})
