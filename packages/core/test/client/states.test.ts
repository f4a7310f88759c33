import { beforeEach, describe, expect, test } from 'vitest'
import { TokenFetchError, TokenManager, type TokenManagerOptions } from '../../src/client.ts'
import { ManualSource } from './manual-source.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

let env: VirtualEnv
let source: ManualSource

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
})

const nothing = (): void => {}
const down = (): TokenFetchError => new TokenFetchError('unavailable')
const refused = (): TokenFetchError => new TokenFetchError('denied')

function manage(options: Partial<TokenManagerOptions> = {}): TokenManager {
  return new TokenManager({ fetchToken: source.fetchToken, env, ...options })
}

/** A manager with a subscriber and a token of 100 s, due 70 s after it was asked for. */
async function ready(options: Partial<TokenManagerOptions> = {}): Promise<TokenManager> {
  const manager = manage(options)
  manager.subscribe(nothing)
  await settle()
  await source.last.answer({ token: 'first', expiresIn: 100 })
  expect(manager.snapshot.status).toBe('ready')
  return manager
}

/** The same, 70 s later, with the next fetch under way. */
async function refreshing(options: Partial<TokenManagerOptions> = {}): Promise<TokenManager> {
  const manager = await ready(options)
  await env.advance(70_000)
  expect(manager.snapshot.status).toBe('refreshing')
  return manager
}

describe('idle', () => {
  test('is where a manager starts, without a request', async () => {
    const manager = manage()
    await env.advance(3_600_000)
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null, error: null, epoch: 0 })
    expect(source.count).toBe(0)
    expect(env.pending).toBe(0)
  })

  test('becomes loading with the first subscriber', async () => {
    const manager = manage()
    manager.subscribe(nothing)
    expect(manager.snapshot.status).toBe('loading')
    await settle()
    expect(source.last.context).toMatchObject({ reason: 'initial', attempt: 0 })
  })

  test('becomes loading with a getToken', async () => {
    const manager = manage()
    const token = manager.getToken()
    expect(manager.snapshot.status).toBe('loading')
    await settle()
    expect(source.last.context.reason).toBe('demand')
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await expect(token).resolves.toBe('first')
  })

  test('is ready from the start with an initial token', () => {
    const manager = manage({ initial: { token: 'given', expiresIn: 100, meta: { from: 'page' } } })
    expect(manager.snapshot).toMatchObject({
      status: 'ready',
      token: 'given',
      meta: { from: 'page' },
      expiresAt: env.wall / 1000 + 100,
    })
  })

  test('stays when the identity is taken away, until somebody asks', async () => {
    const manager = manage({ identity: 'alice' })
    manager.setIdentity(undefined)
    expect(manager.snapshot).toMatchObject({ status: 'idle', epoch: 1 })
    await settle()
    expect(source.count).toBe(0)
    manager.getToken().catch(nothing)
    expect(manager.snapshot.status).toBe('loading')
  })
})

describe('loading', () => {
  test('becomes ready when the token comes', async () => {
    const manager = await ready()
    expect(manager.snapshot).toMatchObject({ token: 'first', error: null })
  })

  test('becomes expired after a failure that may pass, and tries again', async () => {
    const manager = manage()
    manager.subscribe(nothing)
    await settle()
    const error = down()
    await source.last.fail(error)
    expect(manager.snapshot).toMatchObject({ status: 'expired', token: null })
    expect(manager.snapshot.error).toBe(error)
    expect(error.retryAt).toBe(env.wall / 1000 + 0.75)
    await env.advance(749)
    expect(source.count).toBe(1)
    await env.advance(1)
    expect(manager.snapshot.status).toBe('loading')
    expect(source.last.context).toMatchObject({ reason: 'due', attempt: 1 })
  })

  test('becomes denied after a refusal', async () => {
    const manager = manage()
    manager.subscribe(nothing)
    await settle()
    await source.last.fail(refused())
    expect(manager.snapshot).toMatchObject({ status: 'denied', token: null, expiresAt: null })
  })
})

describe('ready', () => {
  test('becomes refreshing when the token is due, and still serves it', async () => {
    const manager = await ready()
    await env.advance(69_999)
    expect(manager.snapshot.status).toBe('ready')
    await env.advance(1)
    expect(manager.snapshot).toMatchObject({ status: 'refreshing', token: 'first' })
    expect(source.last.context.reason).toBe('due')
  })

  test('becomes refreshing when a token is forced', async () => {
    const manager = await ready()
    manager.getToken({ force: true }).catch(nothing)
    expect(manager.snapshot.status).toBe('refreshing')
    await settle()
    expect(source.last.context.reason).toBe('rejected')
  })

  test('becomes expired when the token runs out while nothing can be fetched', async () => {
    const manager = await ready()
    env.isOnline = false
    await env.advance(99_999)
    expect(manager.snapshot.status).toBe('ready')
    await env.advance(2)
    expect(manager.snapshot).toMatchObject({ status: 'expired', token: null, grant: null })
    expect(source.count).toBe(1)
  })
})

describe('refreshing', () => {
  test('becomes ready with the next token', async () => {
    const manager = await refreshing()
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'second' })
  })

  test('becomes stale after a failure that may pass, and still serves the token', async () => {
    const manager = await refreshing()
    await source.last.fail(down())
    expect(manager.snapshot).toMatchObject({ status: 'stale', token: 'first' })
    expect(manager.snapshot.error?.code).toBe('unavailable')
  })

  test('becomes denied after a refusal, and drops the token', async () => {
    const manager = await refreshing()
    await source.last.fail(refused())
    expect(manager.snapshot).toMatchObject({ status: 'denied', token: null })
  })

  test('becomes loading when the token runs out meanwhile', async () => {
    const manager = await refreshing({ timeout: 60 })
    await env.advance(30_001)
    expect(manager.snapshot).toMatchObject({ status: 'loading', token: null })
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'second' })
  })
})

describe('stale', () => {
  test('becomes refreshing with the next attempt, then ready', async () => {
    const manager = await refreshing()
    await source.last.fail(down())
    await env.advance(750)
    expect(manager.snapshot).toMatchObject({ status: 'refreshing', token: 'first' })
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'second', error: null })
  })

  test('becomes expired when the token runs out between two attempts', async () => {
    const manager = await refreshing()
    await source.last.fail(new TokenFetchError('unavailable', { retryAfter: 60 }))
    await env.advance(29_999)
    expect(manager.snapshot.status).toBe('stale')
    await env.advance(2)
    expect(manager.snapshot).toMatchObject({ status: 'expired', token: null })
    expect(source.count).toBe(2)
  })
})

describe('expired', () => {
  async function expired(options: Partial<TokenManagerOptions> = {}): Promise<TokenManager> {
    const manager = await refreshing(options)
    await source.last.fail(new TokenFetchError('unavailable', { retryAfter: 60 }))
    await env.advance(31_000)
    expect(manager.snapshot.status).toBe('expired')
    return manager
  }

  test('becomes loading with the next attempt', async () => {
    const manager = await expired()
    await env.advance(36_500)
    expect(manager.snapshot.status).toBe('loading')
  })

  test('waits while the page is hidden, and goes on when it is seen', async () => {
    const manager = await expired()
    await env.show('hidden')
    await env.advance(600_000)
    expect(manager.snapshot.status).toBe('expired')
    await env.show('visible')
    expect(manager.snapshot.status).toBe('loading')
  })

  test('goes on while the page is hidden with background always', async () => {
    const manager = await expired({ background: 'always' })
    await env.show('hidden')
    await env.advance(36_500)
    expect(manager.snapshot.status).toBe('loading')
  })

  test('waits while there is no network, and goes on when there is', async () => {
    const manager = await expired()
    await env.connect(false)
    await env.advance(600_000)
    expect(manager.snapshot.status).toBe('expired')
    await env.connect(true)
    expect(manager.snapshot.status).toBe('loading')
  })

  test('becomes loading with a getToken, network or not', async () => {
    const manager = await expired()
    env.isOnline = false
    await env.advance(60_000)
    manager.getToken().catch(nothing)
    expect(manager.snapshot.status).toBe('loading')
  })
})

describe('denied', () => {
  async function denied(): Promise<TokenManager> {
    const manager = await refreshing({ identity: 'alice' })
    await source.last.fail(refused())
    return manager
  }

  test('makes no further attempt', async () => {
    const manager = await denied()
    await env.advance(3_600_000)
    await env.dispatch('focus')
    await env.dispatch('online')
    await expect(manager.getToken()).rejects.toBe(manager.snapshot.error)
    expect(source.count).toBe(2)
    expect(manager.snapshot.status).toBe('denied')
  })

  test('becomes loading with another identity', async () => {
    const manager = await denied()
    manager.setIdentity('bob')
    expect(manager.snapshot).toMatchObject({ status: 'loading', error: null, epoch: 1 })
  })

  test('becomes loading with refresh', async () => {
    const manager = await denied()
    const token = manager.refresh()
    expect(manager.snapshot).toMatchObject({ status: 'loading', error: null })
    await settle()
    await source.last.answer({ token: 'second', expiresIn: 100 })
    await expect(token).resolves.toBe('second')
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'second' })
  })
})

describe('disposed', () => {
  test('is the end of everything, from every state', async () => {
    const manager = await refreshing()
    const { signal } = source.last.context
    const waiting = manager.getToken({ force: true })
    manager.dispose()
    expect(signal.aborted).toBe(true)
    expect(env.pending).toBe(0)
    expect(manager.snapshot).toMatchObject({ status: 'disposed', token: null, error: null })
    await expect(waiting).rejects.toMatchObject({ code: 'disposed' })
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'disposed' })
    await expect(manager.refresh()).rejects.toMatchObject({ code: 'disposed' })
  })

  test('is left by nothing', async () => {
    const manager = await ready()
    manager.dispose()
    const { snapshot } = manager
    manager.setIdentity('bob')
    manager.logout()
    manager.dispose()
    manager.subscribe(nothing)()
    await env.advance(3_600_000)
    expect(manager.snapshot).toBe(snapshot)
    expect(source.count).toBe(1)
    expect(env.pending).toBe(0)
  })

  test('tells its subscribers once', async () => {
    const manager = await ready()
    const seen: string[] = []
    manager.subscribe(() => seen.push(manager.snapshot.status))
    manager.dispose()
    expect(seen).toEqual(['disposed'])
  })
})

describe('the snapshot', () => {
  test('is frozen, and the same object until something in it changes', async () => {
    const manager = await ready()
    const { snapshot } = manager
    expect(Object.isFrozen(snapshot)).toBe(true)
    await env.advance(30_000)
    await env.dispatch('focus')
    await env.show('hidden')
    await env.show('visible')
    expect(manager.snapshot).toBe(snapshot)
  })

  test('changes once per visible change', async () => {
    const manager = await ready()
    const seen: string[] = []
    manager.subscribe(() => seen.push(`${manager.snapshot.status} ${manager.snapshot.token}`))
    await env.advance(70_000)
    await source.last.answer({ token: 'second', expiresIn: 100 })
    expect(seen).toEqual(['refreshing first', 'ready second'])
  })

  test('holds no token that has run out while nobody was subscribed', async () => {
    const manager = manage()
    const token = manager.getToken()
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await token
    expect(manager.snapshot.status).toBe('ready')
    await env.advance(100_000)
    expect(manager.snapshot).toMatchObject({ status: 'expired', token: null, grant: null })
  })
})
