import { beforeEach, describe, expect, test } from 'vitest'
import { defaultEnv, TokenFetchError, TokenManager, type Env } from '../../src/client.ts'
import { ManualSource, steadySource } from './manual-source.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

let env: VirtualEnv
let source: ManualSource

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
})

const manage = (options: { env?: Env } = {}): TokenManager =>
  new TokenManager({ fetchToken: source.fetchToken, env, ...options })

describe('subscribers', () => {
  test('may subscribe anew while they are told, and are not told for ever', async () => {
    const manager = manage()
    let told = 0
    let stop = (): void => {}
    const again = (): void => {
      told += 1
      stop()
      stop = manager.subscribe(again)
    }
    stop = manager.subscribe(again)
    manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(told).toBeLessThan(10)
    expect(manager.snapshot.status).toBe('ready')
  })

  test('that were taken away while others are told hear nothing more', async () => {
    const manager = manage()
    const heard: string[] = []
    manager.subscribe(() => {
      heard.push('first')
      stopSecond()
    })
    const stopSecond = manager.subscribe(() => heard.push('second'))
    await settle()
    heard.length = 0
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(heard).not.toContain('second')
  })

  test('that abort the very call they are told of end it at once', async () => {
    const manager = manage()
    const abort = new AbortController()
    manager.subscribe(() => abort.abort())
    manager.setIdentity('alice')
    const caller = new AbortController()
    manager.subscribe(() => caller.abort())
    manager.setIdentity(undefined)
    await expect(manager.getToken({ signal: caller.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
  })

  test('keep the token fresh as long as there is one', async () => {
    const { fetchToken, count } = steadySource(100)
    const manager = new TokenManager({ fetchToken, env })
    const first = manager.subscribe(() => {})
    const second = manager.subscribe(() => {})
    first()
    await env.advance(71_000)
    expect(count()).toBe(2)
    second()
    await env.advance(3_600_000)
    expect(count()).toBe(2)
  })

  test('leave no timer and no listener behind', async () => {
    const manager = manage()
    const stop = manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(env.pending).toBeGreaterThan(0)
    stop()
    expect(env.pending).toBe(0)
  })

  test('that come back at once cost no second request', async () => {
    const manager = manage()
    manager.subscribe(() => {})()
    manager.subscribe(() => {})
    await settle()
    expect(source.count).toBe(1)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await env.advance(70_000)
    expect(source.count).toBe(2)
  })

  test('that leave during a request do not abort it', async () => {
    const manager = manage()
    const stop = manager.subscribe(() => {})
    await settle()
    stop()
    expect(source.last.context.signal.aborted).toBe(false)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(manager.snapshot.token).toBe('first')
    expect(env.pending).toBe(0)
  })

  test('that come back later find the token, and renew it when it is due', async () => {
    const manager = manage()
    const stop = manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    stop()
    await env.advance(80_000)
    manager.subscribe(() => {})
    expect(manager.snapshot).toMatchObject({ status: 'refreshing', token: 'first' })
    await settle()
    expect(source.last.context.reason).toBe('due')
  })

  test('that leave twice leave once', async () => {
    const manager = manage()
    const stop = manager.subscribe(() => {})
    manager.subscribe(() => {})
    stop()
    stop()
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(env.pending).toBeGreaterThan(0)
  })

  test('are told even if they are the same function', async () => {
    const manager = manage()
    let calls = 0
    const callback = (): void => {
      calls += 1
    }
    const stop = manager.subscribe(callback)
    manager.subscribe(callback)
    calls = 0
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(calls).toBe(2)
    stop()
    manager.logout()
    expect(calls).toBe(3)
  })

  test('that throw do not keep the others from hearing', async () => {
    const manager = manage()
    const seen: string[] = []
    manager.subscribe(() => {
      throw new Error('mine')
    })
    manager.subscribe(() => seen.push(manager.snapshot.status))
    manager.logout()
    expect(seen).toEqual(['idle'])
    await expect(env.advance(0)).rejects.toThrow('mine')
  })

  test('may end everything from inside', async () => {
    const manager = manage()
    manager.subscribe(() => manager.dispose())
    await settle()
    expect(manager.snapshot.status).toBe('disposed')
    expect(env.pending).toBe(0)
    expect(source.count).toBe(0)
  })

  test('may change the identity from inside', async () => {
    const manager = manage()
    manager.subscribe(() => manager.setIdentity('bob'))
    await settle()
    expect(source.requests.map(({ context }) => context.identity)).toEqual(['bob'])
    await source.last.answer({ token: 'of-bob', expiresIn: 100 })
    expect(env.timers).toHaveLength(1)
  })
})

describe('wake events', () => {
  test.each(['visibilitychange', 'resume', 'pageshow', 'online', 'focus'])(
    '%s renews a token that is due',
    async (type) => {
      const manager = manage()
      manager.subscribe(() => {})
      await settle()
      await source.last.answer({ token: 'first', expiresIn: 100 })
      env.jump(71_000)
      expect(source.count).toBe(1)
      await env.dispatch(type)
      expect(source.count).toBe(2)
    },
  )

  test('fetch nothing while nothing is due', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    for (const type of ['visibilitychange', 'resume', 'pageshow', 'online', 'focus']) {
      await env.dispatch(type)
    }
    expect(source.count).toBe(1)
  })

  test('do not shorten the pause that a server asked for', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    await source.last.fail(new TokenFetchError('rate_limited', { retryAfter: 60 }))
    await env.dispatch('focus')
    await env.connect(true)
    expect(source.count).toBe(1)
  })

  test('other than the network do not end the pause after a failure of the network', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    await source.last.fail(new TypeError('fetch failed'))
    await env.dispatch('focus')
    await env.show('visible')
    expect(source.count).toBe(1)
    await env.connect(true)
    expect(source.count).toBe(2)
  })

  test('leave one timer, however many there are', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    for (let i = 0; i < 5; i += 1) await env.dispatch('focus')
    expect(env.timers).toHaveLength(1)
  })
})

describe('a first fetch', () => {
  test('waits for the network', async () => {
    env.isOnline = false
    const manager = manage()
    manager.subscribe(() => {})
    await env.advance(5000)
    expect(source.count).toBe(0)
    await env.connect(true)
    expect(source.count).toBe(1)
    expect(source.last.context.reason).toBe('initial')
    expect(manager.snapshot.status).toBe('loading')
  })

  test('does not wait until the page is seen', async () => {
    await env.show('hidden')
    manage().subscribe(() => {})
    await settle()
    expect(source.count).toBe(1)
  })
})

describe('without a page', () => {
  const bareEnv = (): Env => {
    const { now, mono, random, setTimeout, clearTimeout } = env
    return { now, mono, random, setTimeout, clearTimeout }
  }

  test('lives on timers alone, as in Node', async () => {
    const { fetchToken, count } = steadySource(100)
    const manager = new TokenManager({ fetchToken, env: bareEnv() })
    manager.subscribe(() => {})
    await env.advance(71_000)
    expect(count()).toBe(2)
    manager.dispose()
    expect(env.pending).toBe(0)
  })

  test('takes a window without events, as in React Native', async () => {
    const window = {} as unknown as Window
    const manager = manage({ env: { ...bareEnv(), window } })
    const stop = manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    expect(manager.snapshot.status).toBe('ready')
    stop()
  })
})

describe('defaultEnv', () => {
  test('finds the clocks of the host, and no page where there is none', () => {
    const host = defaultEnv()
    expect(Math.abs(host.now() - Date.now())).toBeLessThan(1000)
    expect(host.mono()).toBeGreaterThan(0)
    expect(host.random()).toBeLessThan(1)
    expect(host.online?.()).toBe(true)
    expect(host.document).toBeUndefined()
    expect(host.window).toBeUndefined()
  })

  test('looks the clocks up when they are read', () => {
    const host = defaultEnv()
    const { now } = Date
    try {
      Date.now = () => 42
      expect(host.now()).toBe(42)
    } finally {
      Date.now = now
    }
  })
})
