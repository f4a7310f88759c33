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

function alice(options: Partial<TokenManagerOptions> = {}): TokenManager {
  return new TokenManager({ fetchToken: source.fetchToken, env, identity: 'alice', ...options })
}

async function aliceReady(): Promise<TokenManager> {
  const manager = alice()
  manager.subscribe(() => {})
  await settle()
  await source.last.answer({ token: 'of-alice', expiresIn: 100 })
  return manager
}

describe('setIdentity', () => {
  test('drops the token before anything else happens, and fetches for the new one', async () => {
    const manager = await aliceReady()
    const seen: (string | null)[] = []
    manager.subscribe(() => seen.push(manager.snapshot.token))
    manager.setIdentity('bob')
    expect(manager.identity).toBe('bob')
    expect(manager.snapshot).toMatchObject({ status: 'loading', token: null, epoch: 1 })
    await settle()
    expect(source.last.context).toMatchObject({ identity: 'bob', reason: 'identity' })
    await source.last.answer({ token: 'of-bob', expiresIn: 100 })
    expect(seen).toEqual([null, 'of-bob'])
  })

  test('fetches nothing while nobody is subscribed', async () => {
    const manager = alice()
    manager.setIdentity('bob')
    await settle()
    expect(source.count).toBe(0)
    expect(manager.snapshot).toMatchObject({ status: 'idle', epoch: 1 })
  })

  test('aborts the fetch under way, which then changes nothing', async () => {
    const manager = alice()
    manager.subscribe(() => {})
    await settle()
    const forAlice = source.last
    manager.setIdentity('bob')
    expect(forAlice.context.signal.aborted).toBe(true)
    await forAlice.answer({ token: 'of-alice', expiresIn: 100 })
    expect(manager.snapshot.token).toBeNull()
    await source.last.answer({ token: 'of-bob', expiresIn: 100 })
    expect(manager.snapshot.token).toBe('of-bob')
  })

  test('makes no second request for a late answer that nobody waits for', async () => {
    const manager = alice()
    manager.subscribe(() => {})
    await settle()
    const forAlice = source.last
    const told: string[] = []
    manager.events.addEventListener('late_response', ({ type }) => told.push(type))
    manager.events.addEventListener('fetch_start', ({ type }) => told.push(type))
    manager.setIdentity(undefined)
    env.wall += 200_000
    await forAlice.answer({ token: 'of-alice', expiresIn: 100 })
    expect(source.count).toBe(1)
    expect(told).toEqual([])
  })

  test('rejects a getToken of before as superseded, and never one of after', async () => {
    const manager = alice()
    const before = expect(manager.getToken()).rejects.toMatchObject({ code: 'superseded' })
    await settle()
    manager.setIdentity('bob')
    const after = manager.getToken()
    await before
    await settle()
    expect(source.last.context.identity).toBe('bob')
    await source.last.answer({ token: 'of-bob', expiresIn: 100 })
    await expect(after).resolves.toBe('of-bob')
  })

  test('does so in the same turn, before the source was even asked', async () => {
    let fetches = 0
    const manager = alice()
    manager.events.addEventListener('fetch_start', () => {
      fetches += 1
    })
    const before = expect(manager.getToken()).rejects.toMatchObject({ code: 'superseded' })
    manager.setIdentity('bob')
    const after = manager.getToken()
    await before
    await settle()
    expect(source.requests.map(({ context }) => context.identity)).toEqual(['bob'])
    expect(fetches).toBe(1)
    await source.last.answer({ token: 'of-bob', expiresIn: 100 })
    await expect(after).resolves.toBe('of-bob')
  })

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'hands nobody the other one’s token when it comes %i microtasks after the answer',
    async (turns) => {
      const manager = alice()
      const before = manager.getToken()
      let got: unknown
      const noted = before.then(
        (token) => (got = token),
        (error: unknown) => (got = error),
      )
      await settle()
      void source.last.answer({ token: 'of-alice', expiresIn: 100 })
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      const wasTold = got
      manager.setIdentity('bob')
      expect(manager.snapshot.token).toBeNull()
      const after = manager.getToken()
      await noted
      if (wasTold === undefined) expect(got).toMatchObject({ code: 'superseded' })
      await settle()
      await source.last.answer({ token: 'of-bob', expiresIn: 100 })
      await expect(after).resolves.toBe('of-bob')
      expect(manager.snapshot.token).toBe('of-bob')
    },
  )

  test('leaves a source that answers in the same turn as the abort no way in', async () => {
    const manager = alice({
      fetchToken: ({ identity, signal }) =>
        new Promise((resolve) => {
          const grant = { token: `of-${identity}`, expiresIn: 100 }
          if (identity === 'bob') resolve(grant)
          signal.addEventListener('abort', () => resolve(grant))
        }),
    })
    manager.subscribe(() => {})
    await settle()
    manager.setIdentity('bob')
    await settle()
    expect(manager.snapshot).toMatchObject({ status: 'ready', token: 'of-bob' })
  })

  test('lets whatever listens to the abort ask for the next token', async () => {
    let next: Promise<string> | undefined
    const manager: TokenManager = alice({
      fetchToken: (context) => {
        context.signal.addEventListener('abort', () => {
          next ??= manager.getToken()
        })
        return source.fetchToken(context)
      },
    })
    manager.subscribe(() => {})
    await settle()
    manager.setIdentity('bob')
    await settle()
    expect(source.count).toBe(2)
    await source.last.answer({ token: 'of-bob', expiresIn: 100 })
    await expect(next).resolves.toBe('of-bob')
  })

  test('forgets failures and cool-downs of the other one', async () => {
    const manager = alice()
    manager.subscribe(() => {})
    await settle()
    await source.last.fail(new TokenFetchError('unavailable', { retryAfter: 300 }))
    manager.setIdentity('bob')
    await settle()
    expect(source.last.context).toMatchObject({ identity: 'bob', attempt: 0 })
    expect(manager.snapshot.error).toBeNull()
  })

  test('changes nothing when it is the same', async () => {
    const manager = await aliceReady()
    const { snapshot } = manager
    manager.setIdentity('alice')
    expect(manager.snapshot).toBe(snapshot)
    await settle()
    expect(source.count).toBe(1)
  })

  test('to nobody goes on as before for one who asks', async () => {
    const manager = await aliceReady()
    manager.setIdentity(undefined)
    const token = manager.getToken()
    await settle()
    await source.last.answer({ token: 'of-anybody', expiresIn: 100 })
    await expect(token).resolves.toBe('of-anybody')
    await env.advance(90_000)
    expect(source.count).toBe(3)
  })

  test('to nobody goes on as before for one who subscribes', async () => {
    const manager = alice()
    manager.setIdentity(undefined)
    manager.subscribe(() => {})
    expect(manager.snapshot.status).toBe('loading')
  })

  test('to nobody fetches nothing, whatever wakes the page', async () => {
    const manager = await aliceReady()
    manager.setIdentity(undefined)
    await env.dispatch('focus')
    await env.connect(true)
    await env.advance(3_600_000)
    expect(source.count).toBe(1)
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null })
    manager.setIdentity('bob')
    expect(manager.snapshot.status).toBe('loading')
  })
})

describe('logout', () => {
  test('drops everything and fetches nothing any more', async () => {
    const manager = await aliceReady()
    manager.logout()
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null, epoch: 1 })
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
    manager.subscribe(() => {})
    await env.dispatch('focus')
    await env.advance(3_600_000)
    expect(source.count).toBe(1)
  })

  test('cannot be undone by a fetch under way', async () => {
    const manager = await aliceReady()
    const waiting = expect(manager.refresh()).rejects.toMatchObject({ code: 'superseded' })
    await settle()
    manager.logout()
    await source.last.answer({ token: 'ghost', expiresIn: 100 })
    await waiting
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null })
  })

  test('ends with an identity, also the same one', async () => {
    const manager = await aliceReady()
    manager.logout()
    manager.setIdentity('alice')
    expect(manager.snapshot.status).toBe('loading')
  })

  test('does not end with nobody', async () => {
    const manager = await aliceReady()
    manager.logout()
    manager.setIdentity(undefined)
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
    manager.setIdentity('bob')
    expect(manager.snapshot.status).toBe('loading')
  })

  test('ends with refresh', async () => {
    const manager = await aliceReady()
    manager.logout()
    const token = manager.refresh()
    await settle()
    await source.last.answer({ token: 'again', expiresIn: 100 })
    await expect(token).resolves.toBe('again')
    await expect(manager.getToken()).resolves.toBe('again')
  })
})
