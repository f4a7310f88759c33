import { beforeEach, describe, expect, test } from 'vitest'
import { TokenFetchError, TokenManager, type TokenManagerOptions } from '../../src/client.ts'
import { ManualSource, steadySource } from './manual-source.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

let env: VirtualEnv
let source: ManualSource

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
})

function manage(options: Partial<TokenManagerOptions> = {}): TokenManager {
  return new TokenManager({ fetchToken: source.fetchToken, env, ...options })
}

/** A manager that nobody is subscribed to, with a token of `expiresIn` seconds. */
async function holding(
  expiresIn: number,
  options: Partial<TokenManagerOptions> = {},
): Promise<TokenManager> {
  return manage({ initial: { token: 'held', expiresIn }, ...options })
}

/** The same after a refresh that failed and may be tried again in 60 to 75 s. */
async function cooling(expiresIn: number): Promise<{ manager: TokenManager; error: unknown }> {
  const manager = await holding(expiresIn)
  const error = new TokenFetchError('unavailable', { retryAfter: 60 })
  const token = manager.getToken({ force: true })
  await settle()
  await source.last.fail(error)
  await expect(token).resolves.toBe('held')
  return { manager, error }
}

describe('with a token that is good for long enough', () => {
  test('returns it without a request', async () => {
    const manager = await holding(100)
    await expect(manager.getToken()).resolves.toBe('held')
    expect(source.count).toBe(0)
  })

  test('renews it in the background when it is due', async () => {
    const manager = await holding(100)
    await env.advance(70_000)
    await expect(manager.getToken()).resolves.toBe('held')
    expect(source.last.context.reason).toBe('due')
    await source.last.answer({ token: 'next', expiresIn: 100 })
    await expect(manager.getToken()).resolves.toBe('next')
    expect(source.count).toBe(1)
  })

  test('does not renew in the background without a network', async () => {
    const manager = await holding(100)
    env.isOnline = false
    await env.advance(70_000)
    await expect(manager.getToken()).resolves.toBe('held')
    await settle()
    expect(source.count).toBe(0)
  })
})

describe('with a token that ends soon', () => {
  test.each([
    { life: 100, passed: 94_999, options: {}, fetches: 0, why: '5 s by default' },
    { life: 100, passed: 95_000, options: {}, fetches: 1, why: '5 s by default' },
    { life: 8, passed: 5999, options: {}, fetches: 0, why: 'a quarter of a short life' },
    { life: 8, passed: 6000, options: {}, fetches: 1, why: 'a quarter of a short life' },
    { life: 100, passed: 70_000, options: { minValidity: 30 }, fetches: 1, why: 'as asked' },
    { life: 100, passed: 50_000, options: { minValidity: 300 }, fetches: 1, why: 'half a life' },
    { life: 100, passed: 49_999, options: { minValidity: 300 }, fetches: 0, why: 'half a life' },
    { life: 100, passed: 99_999, options: { minValidity: 0 }, fetches: 0, why: 'as asked' },
  ])(
    'waits for the next one: $fetches with $passed ms of $life s gone ($why)',
    async ({ life, passed, options, fetches }) => {
      // A draw at the very end, so that nothing is due before.
      env.chance = 0.999
      const manager = await holding(life, { firstJitter: [0.98, 0.99] })
      await env.advance(passed)
      env.isOnline = false
      const token = manager.getToken(options)
      await settle()
      expect(source.count).toBe(fetches)
      if (fetches === 1) await source.last.answer({ token: 'next', expiresIn: 100 })
      await expect(token).resolves.toBe(fetches === 1 ? 'next' : 'held')
    },
  )

  test('takes the minValidity of the manager', async () => {
    const manager = await holding(100, { minValidity: 20 })
    await env.advance(80_000)
    const token = manager.getToken()
    await settle()
    await source.last.answer({ token: 'next', expiresIn: 100 })
    await expect(token).resolves.toBe('next')
  })
})

describe('force', () => {
  test('true fetches whatever is held', async () => {
    const manager = await holding(100)
    const token = manager.getToken({ force: true })
    await settle()
    await source.last.answer({ token: 'next', expiresIn: 100 })
    await expect(token).resolves.toBe('next')
  })

  test('the refused token fetches once for all who were refused', async () => {
    const manager = await holding(100)
    const tokens = Promise.all(
      Array.from({ length: 20 }, () => manager.getToken({ force: 'held' })),
    )
    await settle()
    expect(source.count).toBe(1)
    expect(source.last.context.reason).toBe('rejected')
    await source.last.answer({ token: 'next', expiresIn: 100 })
    await expect(tokens).resolves.toEqual(Array.from({ length: 20 }, () => 'next'))
    await expect(manager.getToken({ force: 'held' })).resolves.toBe('next')
    expect(source.count).toBe(1)
  })

  test('a token that is not held any more is no reason to fetch', async () => {
    const manager = await holding(100)
    await expect(manager.getToken({ force: 'older' })).resolves.toBe('held')
    expect(source.count).toBe(0)
  })

  test('replaces the refused token by one that ends earlier', async () => {
    const manager = await holding(1000)
    const token = manager.getToken({ force: 'held' })
    await settle()
    await source.last.answer({ token: 'next', expiresIn: 10 })
    await expect(token).resolves.toBe('next')
  })

  test('makes a refused token due at once when the fetch fails', async () => {
    const manager = await holding(1000)
    manager.subscribe(() => {})
    const token = manager.getToken({ force: 'held' })
    await settle()
    await source.last.fail(new Error('no'))
    await expect(token).resolves.toBe('held')
    await env.advance(1000)
    expect(source.count).toBe(2)
  })
})

describe('in a cool-down', () => {
  test('returns the held token without a request, force or not', async () => {
    const { manager } = await cooling(1000)
    await env.advance(59_000)
    await expect(manager.getToken()).resolves.toBe('held')
    await expect(manager.getToken({ force: true })).resolves.toBe('held')
    await expect(manager.getToken({ minValidity: 2000 })).resolves.toBe('held')
    await settle()
    expect(source.count).toBe(1)
  })

  test('rejects with the very error when no token is left', async () => {
    const { manager, error } = await cooling(30)
    await env.advance(30_000)
    await expect(manager.getToken()).rejects.toBe(error)
    await expect(manager.getToken()).rejects.toBe(error)
    expect(error).toMatchObject({ retryAt: env.wall / 1000 - 30 + 67.5 })
    expect(source.count).toBe(1)
  })

  test('ends when the time is over', async () => {
    const { manager } = await cooling(30)
    await env.advance(67_500)
    const token = manager.getToken()
    await settle()
    expect(source.last.context.attempt).toBe(1)
    await source.last.answer({ token: 'next', expiresIn: 100 })
    await expect(token).resolves.toBe('next')
  })

  test('joins a fetch that refresh has started', async () => {
    const { manager } = await cooling(30)
    await env.advance(30_000)
    const refreshed = manager.refresh()
    const token = manager.getToken()
    await settle()
    expect(source.count).toBe(2)
    await source.last.answer({ token: 'next', expiresIn: 100 })
    await expect(Promise.all([refreshed, token])).resolves.toEqual(['next', 'next'])
  })
})

describe('a fetch', () => {
  test('is one for everybody who waits', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    const tokens = [manager.getToken(), manager.getToken(), manager.refresh()]
    await settle()
    expect(source.count).toBe(1)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await expect(Promise.all(tokens)).resolves.toEqual(['first', 'first', 'first'])
  })

  test('that fails for now still gives the held token', async () => {
    const manager = await holding(8)
    await env.advance(7000)
    const token = manager.getToken()
    await settle()
    await source.last.fail(new TypeError('fetch failed'))
    await expect(token).resolves.toBe('held')
  })

  test('that fails for now rejects when the held token ran out meanwhile', async () => {
    const manager = await holding(8)
    await env.advance(7000)
    const token = manager.getToken()
    const failed = expect(token).rejects.toMatchObject({ code: 'network', retryable: true })
    await env.advance(1000)
    await source.last.fail(new TypeError('fetch failed'))
    await failed
  })

  test('that is refused rejects, held token or not', async () => {
    const manager = await holding(100)
    const token = manager.getToken({ force: true })
    await settle()
    const error = new TokenFetchError('denied')
    const failed = expect(token).rejects.toBe(error)
    await source.last.fail(error)
    await failed
    await expect(manager.getToken()).rejects.toBe(error)
  })

  test('is made once by a getToken, whatever comes of it', async () => {
    const manager = manage()
    const token = manager.getToken()
    const failed = expect(token).rejects.toMatchObject({ code: 'unavailable' })
    await settle()
    await source.last.fail(new Error('no'))
    await failed
    await env.advance(600_000)
    expect(source.count).toBe(1)
  })

  test('takes what a source throws at once like what it rejects with', async () => {
    const manager = manage({
      fetchToken: () => {
        throw new TokenFetchError('login_required')
      },
    })
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
    expect(manager.snapshot.status).toBe('denied')
  })

  test('goes on under a source that asks its own manager', async () => {
    const manager: TokenManager = manage({
      timeout: 3,
      fetchToken: async () => ({ token: await manager.getToken(), expiresIn: 100 }),
    })
    const failed = expect(manager.getToken()).rejects.toMatchObject({ code: 'timeout' })
    await env.advance(3000)
    await failed
  })
})

describe('the signal of a caller', () => {
  test('that was aborted before rejects without a request', async () => {
    const reason = new Error('changed my mind')
    const token = manage().getToken({ signal: AbortSignal.abort(reason) })
    await expect(token).rejects.toMatchObject({ code: 'aborted', cause: reason })
    await settle()
    expect(source.count).toBe(0)
  })

  test('rejects that caller only, and never the fetch', async () => {
    const manager = manage()
    const abort = new AbortController()
    const left = manager.getToken({ signal: abort.signal })
    const stays = manager.getToken({ signal: new AbortController().signal })
    await settle()
    abort.abort()
    await expect(left).rejects.toMatchObject({ code: 'aborted' })
    expect(source.last.context.signal.aborted).toBe(false)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await expect(stays).resolves.toBe('first')
  })

  test('rejects that caller even though a token is held', async () => {
    const manager = await holding(100)
    const abort = new AbortController()
    const token = manager.getToken({ force: true, signal: abort.signal })
    await settle()
    abort.abort()
    await expect(token).rejects.toMatchObject({ code: 'aborted' })
    await expect(manager.getToken()).resolves.toBe('held')
  })

  test('is listened to only as long as the caller waits', async () => {
    const manager = manage()
    const { signal } = new AbortController()
    const listeners = new Set<unknown>()
    const add = signal.addEventListener.bind(signal)
    signal.addEventListener = (type: string, listener: never) => {
      listeners.add(listener)
      add(type, listener)
    }
    const remove = signal.removeEventListener.bind(signal)
    signal.removeEventListener = (type: string, listener: never) => {
      listeners.delete(listener)
      remove(type, listener)
    }
    const token = manager.getToken({ signal })
    await settle()
    expect(listeners.size).toBe(1)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await token
    expect(listeners.size).toBe(0)
  })
})

describe('a success', () => {
  test('ends the cool-down and the count of failures before it', async () => {
    const { manager } = await cooling(1000)
    manager.subscribe(() => {})
    const token = manager.refresh()
    await settle()
    expect(source.last.context.attempt).toBe(1)
    await source.last.answer({ token: 'next', expiresIn: 2000 })
    await token
    const forced = manager.getToken({ force: true })
    await settle()
    expect(source.last.context.attempt).toBe(0)
    await source.last.answer({ token: 'short', expiresIn: 20 })
    await forced
    await env.advance(16_500)
    expect(source.count).toBe(4)
  })
})

describe('the timeout', () => {
  test('aborts the request and rejects everybody who waits', async () => {
    const manager = manage({ timeout: 4 })
    const failed = expect(manager.getToken()).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
    })
    await env.advance(3999)
    expect(source.last.context.signal.aborted).toBe(false)
    await env.advance(1)
    expect(source.last.context.signal.aborted).toBe(true)
    await failed
    expect(manager.snapshot.status).toBe('expired')
  })

  test('makes a later answer worthless', async () => {
    const manager = manage({ timeout: 4 })
    const failed = expect(manager.getToken()).rejects.toMatchObject({ code: 'timeout' })
    await env.advance(4000)
    await failed
    await source.last.answer({ token: 'late', expiresIn: 100 })
    expect(manager.snapshot).toMatchObject({ status: 'expired', token: null })
  })

  test('is 10 s, and leaves no timer behind', async () => {
    const manager = manage()
    const token = manager.getToken()
    await settle()
    expect(env.timers).toEqual([10_000])
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await token
    expect(env.timers).toEqual([])
  })
})

describe('refresh', () => {
  test('rejects when the fetch fails, held token or not', async () => {
    const manager = await holding(100)
    const failed = expect(manager.refresh()).rejects.toMatchObject({ code: 'unavailable' })
    await settle()
    await source.last.fail(new Error('no'))
    await failed
    expect(manager.snapshot).toMatchObject({ status: 'stale', token: 'held' })
  })

  test('does not wait for the end of a cool-down', async () => {
    const { manager } = await cooling(1000)
    const token = manager.refresh()
    await settle()
    await source.last.answer({ token: 'next', expiresIn: 2000 })
    await expect(token).resolves.toBe('next')
    expect(manager.snapshot).toMatchObject({ status: 'ready', error: null })
  })
})

describe('what the source answers', () => {
  test.each([
    undefined,
    null,
    {},
    { token: '', expiresIn: 100 },
    { token: 7, expiresIn: 100 },
    { expiresIn: 100 },
    { token: 'opaque' },
    { token: 'opaque', expiresIn: 0 },
    { token: 'opaque', expiresIn: -1 },
    { token: 'opaque', expiresIn: Number.NaN },
    { token: 'opaque', expiresIn: '100' },
    { token: 'opaque', expiresIn: Number.POSITIVE_INFINITY },
    { token: 'opaque', expiresIn: 400 * 86_400 + 1 },
  ])('is a bad response: %j', async (answer) => {
    const manager = manage({ fetchToken: () => Promise.resolve(answer as never) })
    await expect(manager.getToken()).rejects.toMatchObject({
      code: 'bad_response',
      retryable: true,
    })
  })

  test('may live as long as 400 days', async () => {
    const { fetchToken } = steadySource(400 * 86_400)
    await expect(manage({ fetchToken }).getToken()).resolves.toBe('token-1')
  })
})

test('every function may be passed around without its manager', async () => {
  const { fetchToken } = steadySource(100)
  const { subscribe, getToken, refresh, setIdentity, logout, dispose } = manage({ fetchToken })
  const seen: string[] = []
  subscribe(() => seen.push('changed'))
  await expect(getToken()).resolves.toBe('token-1')
  await expect(refresh()).resolves.toBe('token-1')
  setIdentity('alice')
  logout()
  dispose()
  expect(seen.length).toBeGreaterThan(3)
})
