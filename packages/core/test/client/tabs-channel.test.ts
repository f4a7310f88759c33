import { beforeEach, describe, expect, test } from 'vitest'
import { TokenFetchError, TokenManager, type TokenManagerOptions } from '../../src/client.ts'
import { ManualSource } from './manual-source.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

// What may come through the channel, and what may become of what is sent.

const HOUR = 3_600_000

/** A channel that the test speaks into. */
class Wire extends EventTarget {
  readonly sent: unknown[] = []
  isClosed = false
  postMessage = (message: unknown): void => void this.sent.push(structuredClone(message))

  close(): void {
    this.isClosed = true
  }

  async say(data: unknown): Promise<void> {
    this.dispatchEvent(new MessageEvent('message', { data }))
    await settle()
  }
}

let env: VirtualEnv
let source: ManualSource
let wires: Wire[]

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
  wires = []
  env.channel = () => {
    const made = new Wire()
    wires.push(made)
    return made as unknown as BroadcastChannel
  }
})

function manage(options: Partial<TokenManagerOptions> = {}): TokenManager {
  return new TokenManager({
    env,
    identity: 'alice',
    fetchToken: source.fetchToken,
    tabs: 'test',
    ...options,
  })
}

/** The channel that is open. */
function wire(): Wire {
  const open = wires.find(({ isClosed }) => !isClosed)
  if (open === undefined) throw new Error('no channel is open')
  return open
}

const message = (changes: object = {}): object => ({
  v: 1,
  kind: 'token',
  id: 'alice',
  token: 'heard',
  life: 100_000,
  sentWall: env.wall,
  meta: { from: 'another tab' },
  ...changes,
})

/** The same of a token that is better than any held here; made when it is needed. */
const better = (changes: object) => (): object => message({ life: 200_000, ...changes })

/** A manager with a subscriber and a token of 100 s. */
async function ready(options: Partial<TokenManagerOptions> = {}): Promise<TokenManager> {
  const manager = manage(options)
  manager.subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'first', expiresIn: 100 })
  return manager
}

describe('a token from another tab', () => {
  test('ends the wait for its own and is shown', async () => {
    const manager = manage()
    const token = manager.getToken()
    await settle()
    await wire().say(message())
    expect(manager.snapshot).toMatchObject({ token: 'heard', meta: { from: 'another tab' } })
    await source.last.answer({ token: 'own', expiresIn: 10 })
    await expect(token).resolves.toBe('heard')
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'heard' })
  })

  test('counts from when that tab asked for it', async () => {
    const manager = await ready()
    await env.advance(50_000)
    await wire().say(message({ sentWall: env.wall - 20_000 }))
    expect(manager.snapshot).toMatchObject({ token: 'heard', expiresAt: env.wall / 1000 + 80 })
    await env.advance(80_001)
    expect(manager.snapshot.token).not.toBe('heard')
  })

  test('that ends before the held one is left alone', async () => {
    const manager = await ready()
    await wire().say(message({ life: 99_000 }))
    expect(manager.snapshot.token).toBe('first')
  })

  test('takes the place of one that a server refused, even if it ends before', async () => {
    const manager = await ready()
    manager.getToken({ force: 'first' }).catch(() => {})
    await wire().say(message({ life: 50_000 }))
    expect(manager.snapshot.token).toBe('heard')
  })

  test('does not, when it is the very one that was refused', async () => {
    const manager = await ready()
    const token = manager.getToken({ force: 'first' })
    await settle()
    await wire().say(message({ token: 'first', life: 500_000 }))
    await source.last.answer({ token: 'second', expiresIn: 10 })
    await expect(token).resolves.toBe('second')
  })

  test('that comes again after the clock was set back has not become younger', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    const heard = message()
    await wire().say(heard)
    await env.advance(60_000)
    env.jump(-HOUR)
    await wire().say(heard)
    await env.advance(40_001)
    expect(manager.snapshot.token).toBeNull()
  })

  test('ends a refusal and a cool-down', async () => {
    const manager = await ready()
    const failed = expect(manager.refresh()).rejects.toThrow('denied')
    await settle()
    await source.last.fail(new TokenFetchError('denied'))
    await failed
    expect(manager.snapshot.status).toBe('denied')
    await wire().say(message())
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'heard', error: null })
    await expect(manager.getToken()).resolves.toBe('heard')
  })

  test('stays when the own request fails after all', async () => {
    const manager = await ready()
    await env.advance(70_000)
    expect(manager.snapshot.status).toBe('refreshing')
    await wire().say(message({ life: 1_000_000 }))
    await source.last.fail(new TypeError('fetch failed'))
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'heard', error: null })
    await env.advance(60_000)
    expect(source.count).toBe(2)
  })

  test('is told as adopted, and as a refresh when it replaces one', async () => {
    const told: unknown[] = []
    const manager = await ready({ onEvent: (event) => told.push(event) })
    told.length = 0
    await wire().say(message({ life: 200_000 }))
    expect(told).toEqual([{ type: 'adopted', life: 200 }, { type: 'refreshed' }])
    expect(JSON.stringify(told)).not.toContain('heard')
    expect(manager.snapshot.token).toBe('heard')
  })

  test('is found committed by whoever is told, who may end everything', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    const seen: unknown[] = []
    manager.events.addEventListener('adopted', () => {
      manager.logout()
      seen.push(manager.snapshot.token)
    })
    await settle()
    await wire().say(message())
    expect(seen).toEqual([null])
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null })
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
  })

  test('is not taken after a logout, nor after the end', async () => {
    const manager = await ready()
    manager.logout({ broadcast: false })
    await wire().say(message({ life: 1_000_000 }))
    expect(manager.snapshot.token).toBeNull()
    const open = wire()
    manager.dispose()
    await open.say(message({ life: 1_000_000 }))
    expect(manager.snapshot).toMatchObject({ status: 'disposed', token: null })
  })

  test('and of the identity before comes to nothing', async () => {
    const manager = await ready()
    manager.setIdentity('bob')
    await wire().say(message({ life: 1_000_000 }))
    expect(manager.snapshot.token).toBeNull()
    await wire().say(message({ id: 'bob' }))
    expect(manager.snapshot.token).toBe('heard')
  })

  test('with little left does not make those who wait for the lock go without it', async () => {
    env.locks = { request: () => new Promise(() => {}) } as unknown as LockManager
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    await wire().say(message({ sentWall: env.wall - 96_000 }))
    expect(manager.snapshot).toMatchObject({ status: 'refreshing', token: 'heard' })
    await settle()
    expect(source.count).toBe(0)
    await wire().say(message({ token: 'good' }))
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'good' })
    expect(source.count).toBe(0)
  })

  test('that a server refused in its turn does not make good for a failure', async () => {
    const manager = await ready()
    await env.advance(70_000)
    await wire().say(message({ life: 1_000_000 }))
    const token = manager.getToken({ force: 'heard' })
    await source.last.fail(new TypeError('fetch failed'))
    await expect(token).resolves.toBe('heard')
    expect(manager.snapshot.status).toBe('stale')
    await env.advance(1000)
    expect(source.count).toBe(3)
  })

  test('is the first of the page only if it is taken', async () => {
    env.chance = 0
    const manager = manage()
    manager.subscribe(() => {})
    await settle()
    await wire().say(message({ sentWall: env.wall - 100_000 }))
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await env.advance(50_000)
    expect(manager.snapshot.status).toBe('refreshing')
  })
})

describe('anything else from the channel', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a text', 'token'],
    ['a list', [1, 'token', 'alice']],
    ['an empty message', {}],
    ['another version', better({ v: 2 })],
    ['no version', better({ v: undefined })],
    ['another kind', better({ kind: 'hello' })],
    ['no kind', better({ kind: undefined })],
    ['another identity', better({ id: 'bob' })],
    ['no identity', better({ id: undefined })],
    ['a logout of another identity', { v: 1, kind: 'logout', id: 'bob' }],
    ['a logout of another version', { v: 0, kind: 'logout', id: 'alice' }],
    ['no token', better({ token: undefined })],
    ['an empty token', better({ token: '' })],
    ['a token that is none', better({ token: 7 })],
    ['no life', better({ life: undefined })],
    ['a life of nothing', better({ life: 0 })],
    ['a life below nothing', better({ life: -1 })],
    ['a life without end', better({ life: Number.POSITIVE_INFINITY })],
    ['a life that is no number', better({ life: Number.NaN })],
    ['a life of years', better({ life: 401 * 24 * HOUR })],
    ['a life in big digits', better({ life: 100_000n })],
    ['no time', better({ sentWall: undefined })],
    ['a time that is none', better({ sentWall: Number.NaN })],
    ['a time in big digits', better({ sentWall: 1n })],
    ['a time long ago', better({ sentWall: 0 })],
    ['a time before all time', better({ sentWall: Number.NEGATIVE_INFINITY })],
  ])('comes to nothing: %s', async (_what, data) => {
    const manager = await ready()
    const { snapshot } = manager
    await wire().say(typeof data === 'function' ? (data as () => unknown)() : data)
    expect(manager.snapshot).toBe(snapshot)
    expect(source.count).toBe(1)
  })

  test('and a token of the future is as good as one of now', async () => {
    const manager = await ready()
    await wire().say(message({ life: 200_000, sentWall: env.wall + HOUR }))
    expect(manager.snapshot.expiresAt).toBe(env.wall / 1000 + 200)
  })
})

describe('what is sent', () => {
  test('of a token is what the others need to know of it', async () => {
    const { wall } = env
    const manager = manage()
    manager.subscribe(() => {})
    await env.advance(400)
    await source.last.answer({ token: 'first', expiresIn: 100, meta: { region: 'eu' } })
    const sent = {
      v: 1,
      kind: 'token',
      id: 'alice',
      token: 'first',
      life: 100_000,
      sentWall: wall,
      meta: { region: 'eu' },
    }
    expect(wire().sent).toEqual([sent])
  })

  test('has its time by the clock as it is now, when that was set back meanwhile', async () => {
    const manager = manage()
    manager.subscribe(() => {})
    await env.advance(8000)
    env.jump(-HOUR)
    await source.last.answer({ token: 'first', expiresIn: 10 })
    expect(wire().sent).toMatchObject([{ sentWall: env.wall - 8000, life: 10_000 }])
  })

  test('is without what came with the token when that cannot be copied', async () => {
    const manager = await ready()
    const token = manager.refresh()
    await settle()
    const meta = { call: (): void => {} }
    await source.last.answer({ token: 'second', expiresIn: 200, meta })
    await expect(token).resolves.toBe('second')
    expect(wire().sent).toMatchObject([{ token: 'first' }, { token: 'second', meta: undefined }])
    expect(manager.snapshot.meta).toBe(meta)
  })

  test('is nothing about a token that nobody waits for any more', async () => {
    const manager = manage()
    const failed = expect(manager.getToken()).rejects.toMatchObject({ code: 'superseded' })
    await settle()
    const ofAlice = source.last
    manager.setIdentity('bob')
    await ofAlice.answer({ token: 'of-alice', expiresIn: 100 })
    await failed
    expect(wires.flatMap(({ sent }) => sent)).toEqual([])
  })

  test('at logout names the identity that has gone', async () => {
    const manager = await ready()
    wire().sent.length = 0
    manager.logout()
    expect(wire().sent).toEqual([{ v: 1, kind: 'logout', id: 'alice' }])
  })

  test('at logout by one that never listened goes through a channel of its own', () => {
    manage().logout()
    expect(wires).toMatchObject([{ isClosed: true, sent: [{ v: 1, kind: 'logout', id: 'alice' }] }])
  })

  test('at logout for this tab alone is nothing', async () => {
    const manager = await ready()
    wire().sent.length = 0
    manager.logout({ broadcast: false })
    expect(wires.flatMap(({ sent }) => sent)).toEqual([])
  })
})

describe('a channel that does not work', () => {
  test.each<[string, () => unknown]>([
    [
      'throws when it is made',
      () => {
        throw new DOMException('sandboxed', 'SecurityError')
      },
    ],
    ['is nothing', () => undefined],
    ['is an empty object', () => ({})],
    [
      'throws at whatever is done',
      () => {
        const fail = (): void => {
          throw new DOMException('closed', 'InvalidStateError')
        }
        return { addEventListener: fail, postMessage: fail, close: fail }
      },
    ],
  ])('because it %s leaves the tab to itself', async (_what, make) => {
    env.channel = make as never
    const manager = await ready()
    expect(manager.snapshot.token).toBe('first')
    manager.logout()
    manager.dispose()
    expect(env.pending).toBe(0)
  })

  test('because there is none leaves the tab to itself', async () => {
    env.channel = undefined
    const manager = await ready()
    await expect(manager.getToken()).resolves.toBe('first')
  })
})

describe('a manager that nobody subscribes to', () => {
  test('hears the others as soon as it was asked for a token, also for one it holds', async () => {
    const manager = manage({ initial: { token: 'given', expiresIn: 100 } })
    expect(wires).toEqual([])
    await expect(manager.getToken()).resolves.toBe('given')
    await wire().say({ v: 1, kind: 'logout', id: 'alice' })
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
    manager.dispose()
    expect(env.pending).toBe(0)
    expect(wires.every(({ isClosed }) => isClosed)).toBe(true)
  })

  test('goes on hearing them after the last one has left', async () => {
    const manager = manage()
    const stop = manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    stop()
    expect(env.timers).toEqual([])
    await wire().say(message({ life: 200_000 }))
    await expect(manager.getToken()).resolves.toBe('heard')
    expect(env.timers).toEqual([])
  })
})
