import { beforeEach, describe, expect, test } from 'vitest'
import { TokenManager, type TokenEvent, type TokenManagerOptions } from '../../src/client.ts'
import { ManualSource } from './manual-source.ts'
import { Browser } from './virtual-browser.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

// What the lock may do to a manager, other than its job.

type Request = (
  name: string,
  options: { signal: AbortSignal },
  work: () => Promise<unknown> | undefined,
) => unknown

let env: VirtualEnv
let source: ManualSource
let events: TokenEvent['type'][]

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
  events = []
})

function manage(request: Request, options: Partial<TokenManagerOptions> = {}): TokenManager {
  env.locks = { request } as unknown as LockManager
  return new TokenManager({
    env,
    fetchToken: source.fetchToken,
    tabs: 'test',
    onEvent: ({ type }) => events.push(type),
    ...options,
  })
}

async function answered(manager: TokenManager): Promise<string> {
  const token = manager.getToken()
  await settle()
  expect(source.count).toBe(1)
  await source.last.answer({ token: 'first', expiresIn: 100 })
  return await token
}

describe('a lock that is as good as none', () => {
  test.each<[string, Request]>([
    ['rejects', () => Promise.reject(new DOMException('sandboxed', 'SecurityError'))],
    [
      'throws',
      () => {
        throw new DOMException('sandboxed', 'SecurityError')
      },
    ],
    ['answers without calling', () => Promise.resolve()],
    ['answers with nothing', () => undefined],
    ['calls twice', (_name, _options, work) => Promise.all([work(), work()])],
    ['calls at once', (_name, _options, work) => work()],
    [
      'calls, then rejects as if it were stolen',
      (_name, _options, work) => {
        void work()
        return Promise.reject(new DOMException('stolen', 'AbortError'))
      },
    ],
  ])('because it %s costs one request and no wait', async (_what, request) => {
    const manager = manage(request)
    await expect(answered(manager)).resolves.toBe('first')
    expect(events).not.toContain('lock_timeout')
    expect(env.timers).toEqual([])
  })

  test('because it cannot even be looked at', async () => {
    Object.defineProperty(env, 'locks', {
      get: () => {
        throw new DOMException('sandboxed', 'SecurityError')
      },
      set: () => {},
    })
    await expect(answered(manage(() => undefined))).resolves.toBe('first')
  })
})

describe('a lock that never comes', () => {
  /** Heeds its signal, or not. */
  const never =
    (isDeaf: boolean): Request =>
    (_name, { signal }) =>
      new Promise((_resolve, reject) => {
        if (isDeaf) return
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })

  test.each([true, false])('is waited for twice, then not any more (%s)', async (isDeaf) => {
    const names: string[] = []
    const manager = manage((name, options, work) => {
      names.push(name)
      return never(isDeaf)(name, options, work)
    })
    const token = manager.getToken()
    await env.advance(5999)
    expect(source.count).toBe(0)
    await env.advance(1)
    expect(source.count).toBe(1)
    expect(events.filter((type) => type === 'lock_timeout')).toHaveLength(2)
    expect(new Set(names).size).toBe(2)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await expect(token).resolves.toBe('first')
    expect(env.timers).toEqual([])
  })

  test.each([0.3, 1, 3])('leaves time for the fetch, with a timeout of %d s', async (timeout) => {
    const manager = manage(never(false), { timeout })
    const token = manager.getToken()
    await env.advance((timeout * 1000 * 2) / 3 + 1)
    expect(source.count).toBe(1)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await expect(token).resolves.toBe('first')
  })

  test('is given up when the manager ends', async () => {
    const signals: AbortSignal[] = []
    const manager = manage((name, options, work) => {
      signals.push(options.signal)
      return never(false)(name, options, work)
    })
    const failed = expect(manager.getToken()).rejects.toMatchObject({ code: 'disposed' })
    await settle()
    manager.dispose()
    await failed
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(env.pending).toBe(0)
    await env.advance(60_000)
    expect(source.count).toBe(0)
  })

  test('is given up when somebody who is told of it ends the manager', async () => {
    const manager = manage(never(false))
    manager.events.addEventListener('lock_timeout', () => manager.dispose())
    const failed = expect(manager.getToken()).rejects.toMatchObject({ code: 'disposed' })
    await env.advance(60_000)
    await failed
    expect(source.count).toBe(0)
    expect(env.pending).toBe(0)
  })

  test('for one identity is asked for anew for the next', async () => {
    const signals: AbortSignal[] = []
    const manager = manage((name, options, work) => {
      signals.push(options.signal)
      return never(false)(name, options, work)
    })
    manager.subscribe(() => {})
    await settle()
    manager.setIdentity('bob')
    await settle()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    await env.advance(6000)
    expect(source.requests.map(({ context }) => context.identity)).toEqual(['bob'])
  })
})

describe('a lock that comes late', () => {
  test('when nobody waits any more is given back at once', async () => {
    const late: (() => unknown)[] = []
    const manager = manage((_name, _options, work) => {
      late.push(work)
      return new Promise(() => {})
    })
    const token = manager.getToken()
    await env.advance(6000)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await token
    expect(late.map((work) => work())).toEqual([undefined, undefined])
    await settle()
    expect(source.count).toBe(1)
  })

  test('after the manager has ended fetches nothing', async () => {
    const late: (() => unknown)[] = []
    const manager = manage((_name, _options, work) => {
      late.push(work)
      return new Promise(() => {})
    })
    manager.subscribe(() => {})
    await settle()
    manager.dispose()
    expect(late.map((work) => work())).toEqual([undefined])
    await settle()
    expect(source.count).toBe(0)
  })

  test('from a browser that gives it as it is given up fetches nothing', async () => {
    const manager = manage((_name, { signal }, work) => {
      signal.addEventListener('abort', () => void work())
      return new Promise(() => {})
    })
    manager.subscribe(() => {})
    await settle()
    manager.dispose()
    await settle()
    expect(source.count).toBe(0)
  })
})

describe('the lock', () => {
  /** Whether the lock is still held, as the browser sees it. */
  function held(): { request: Request; isHeld: () => boolean } {
    let isHeld = false
    const request: Request = async (_name, _options, work) => {
      isHeld = true
      await work()
      isHeld = false
    }
    return { request, isHeld: () => isHeld }
  }

  test('is free as soon as the answer is there', async () => {
    const { request, isHeld } = held()
    const token = manage(request).getToken()
    await settle()
    expect(isHeld()).toBe(true)
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await token
    expect(isHeld()).toBe(false)
  })

  test('is free after a failure', async () => {
    const { request, isHeld } = held()
    const failed = expect(manage(request).getToken()).rejects.toMatchObject({ code: 'network' })
    await settle()
    await source.last.fail(new TypeError('fetch failed'))
    await failed
    expect(isHeld()).toBe(false)
  })

  test.each([
    ['the timeout', (): unknown => env.advance(10_000)],
    ['another identity', (manager: TokenManager): unknown => manager.setIdentity('bob')],
    ['logout', (manager: TokenManager): unknown => manager.logout()],
    ['dispose', (manager: TokenManager): unknown => manager.dispose()],
  ])('is not held beyond %s, even by a source that ignores its signal', async (_what, end) => {
    const { request, isHeld } = held()
    const manager = manage(request)
    const failed = expect(manager.getToken()).rejects.toThrow('no token')
    await settle()
    await end(manager)
    await failed
    await settle()
    expect(isHeld()).toBe(false)
  })

  test('is not asked for to hand out a token that is held', async () => {
    let count = 0
    const manager = manage(
      () => {
        count += 1
        return undefined
      },
      { initial: { token: 'given', expiresIn: 100 } },
    )
    await manager.getToken()
    expect(count).toBe(0)
  })

  test('is free again when users are told what came of it', async () => {
    const { request, isHeld } = held()
    const manager = manage(request)
    const seen: boolean[] = []
    manager.events.addEventListener('fetch_ok', () => seen.push(isHeld()))
    await answered(manager)
    expect(seen).toEqual([false])
  })

  test('is not asked for without a group, nor by one that shares nothing', async () => {
    const browser = new Browser()
    const tab = browser.tab()
    const { fetchToken } = source
    const manager = new TokenManager({ env: tab, fetchToken })
    const token = manager.getToken()
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await token
    expect(browser.asked).toEqual([])
    expect(browser.channels.size).toBe(0)
  })
})

test.each(Array.from({ length: 16 }, (_, turns) => turns))(
  'a flight that ends %d microtasks after its answer leaves no lock to the next one',
  async (turns) => {
    const browser = new Browser()
    const tab = browser.tab()
    const { locks } = tab
    let held = 0
    const request: Request = (name, options, work) =>
      (locks as unknown as { request: Request }).request(name, options, () => {
        held += 1
        const working = work()
        void Promise.resolve(working).finally(() => {
          held -= 1
        })
        return working
      })
    tab.locks = { request } as unknown as LockManager
    const heldThen: number[] = []
    const manager = new TokenManager({
      env: tab,
      identity: 'alice',
      tabs: 'test',
      fetchToken: (context) => {
        heldThen.push(held)
        return source.fetchToken(context)
      },
    })
    manager.subscribe(() => {})
    await settle()
    void source.last.answer({ token: 'first', expiresIn: 100 })
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    manager.setIdentity('bob')
    await settle()
    await settle()
    expect(heldThen).toEqual([1, 1])
  },
)
