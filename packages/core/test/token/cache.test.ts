import { describe, expect, test } from 'vitest'
import {
  createKeyRing,
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  type Grant,
  type GrantlineEvent,
  type VerifierOptions,
} from '../../src/index.ts'
import { createVerifiedCache, type VerifiedToken } from '../../src/token/verified-cache.ts'

const key = await generateKey('HS256', { kid: 'k1' })
const read = defineCapability('a:b', { k: exact() })

interface World {
  now: number
  readonly cached: () => readonly boolean[]
  readonly mint: (ttl?: number, more?: object) => Promise<string>
  readonly reason: (token: string) => Promise<string | undefined>
  readonly grant: (token: string) => Promise<Grant>
}

function world(options: Partial<VerifierOptions> = {}, keys = createKeyRing([key])): World {
  const events: GrantlineEvent[] = []
  const clock = (): number => made.now
  const onEvent = (event: GrantlineEvent): void => void events.push(event)
  const minter = createMinter({ issuer: 'i', keys, clock })
  const verifier = createVerifier({ issuer: 'i', keys, clock, onEvent, ...options })
  const made: World = {
    now: 1000,
    cached: () => events.flatMap((event) => (event.type === 'verified' ? [event.cached] : [])),
    mint: async (ttl = 60, more = {}) =>
      (await minter.mint({ capabilities: [read({ k: 'v' })], ttl, ...more })).token,
    reason: async (token) => {
      const result = await verifier.check(token)
      return result.ok ? undefined : result.error.reason
    },
    grant: (token) => verifier.verify(token),
  }
  return made
}

test('a token that comes again is known', async () => {
  const { mint, grant, cached } = world()
  const token = await mint()
  const first = await grant(token)
  expect(await grant(Buffer.from(token).toString())).toBe(first)
  expect(cached()).toEqual([false, true])
})

test('no cache, no memory', async () => {
  const { mint, grant, cached } = world({ cache: false })
  const token = await mint()
  expect(await grant(token)).not.toBe(await grant(token))
  expect(cached()).toEqual([false, false])
})

test('what has expired is forgotten, what is only too early is not', async () => {
  const w = world()
  const token = await w.mint(60, { notBefore: 1000 })
  await w.grant(token)
  w.now = 999
  expect(await w.reason(token)).toBe('not_yet_valid')
  w.now = 1000
  await w.grant(token)
  w.now = 1060
  expect(await w.reason(token)).toBe('expired')
  w.now = 1059
  await w.grant(token)
  expect(w.cached()).toEqual([false, true, false])
})

test('without a cache it expires all the same', async () => {
  const w = world({ cache: false })
  const token = await w.mint(60)
  w.now = 1060
  expect(await w.reason(token)).toBe('expired')
})

test('a token for one use is not remembered', async () => {
  const w = world({ replay: { use: () => true } })
  const token = await w.mint(60, { singleUse: true })
  await w.grant(token)
  await w.grant(token)
  expect(w.cached()).toEqual([false, false])
})

describe('what is asked every time', () => {
  test('the end of the token', async () => {
    const w = world()
    const token = await w.mint(60)
    await w.grant(token)
    w.now = 1059.999
    expect(await w.reason(token)).toBeUndefined()
    w.now = 1060
    expect(await w.reason(token)).toBe('expired')
    expect(await w.reason(token)).toBe('expired')
  })

  test('the end of the token with leeway', async () => {
    const w = world({ leeway: 5 })
    const token = await w.mint(60)
    await w.grant(token)
    w.now = 1064.999
    expect(await w.reason(token)).toBeUndefined()
    w.now = 1065
    expect(await w.reason(token)).toBe('expired')
  })

  test('its beginning, should the clock go back', async () => {
    const w = world()
    const token = await w.mint(60, { notBefore: 1000 })
    await w.grant(token)
    w.now = 999
    expect(await w.reason(token)).toBe('not_yet_valid')
  })

  test('its age', async () => {
    const w = world({ maxAge: 10 })
    const token = await w.mint(60)
    await w.grant(token)
    w.now = 1010
    expect(await w.reason(token)).toBeUndefined()
    w.now = 1010.5
    expect(await w.reason(token)).toBe('too_old')
  })

  test('the clock itself', async () => {
    const w = world()
    const token = await w.mint(60)
    await w.grant(token)
    w.now = Number.NaN
    expect(await w.reason(token)).toBe('unavailable')
  })

  test('the key', async () => {
    const ring = createKeyRing([key])
    const w = world({}, ring)
    const token = await w.mint(60)
    await w.grant(token)
    ring.rotate(await generateKey('HS256', { kid: 'k2' }))
    expect(await w.reason(token)).toBeUndefined()
    ring.retire('k1')
    expect(await w.reason(token)).toBe('key')
    expect(await w.reason(token)).toBe('key')
  })

  test('revocation', async () => {
    const revoked = new Set<string | undefined>()
    const w = world({
      revocation: {
        revoke: async () => {},
        check: ({ id }) => ({ revoked: revoked.has(id), freshness: 'fresh' }),
      },
    })
    const token = await w.mint(60)
    const { id } = await w.grant(token)
    revoked.add(id)
    expect(await w.reason(token)).toBe('revoked')
    revoked.delete(id)
    expect(await w.reason(token)).toBeUndefined()
  })
})

test('what was refused is not known', async () => {
  const w = world()
  w.now = 2000
  const token = await w.mint(60)
  w.now = 1000
  const early = await w.mint(60, { notBefore: 1010 })
  expect(await w.reason(early)).toBe('not_yet_valid')
  expect(await w.reason(`${token.slice(0, -2)}AA`)).toBe('signature')
  w.now = 1010
  await w.grant(early)
  expect(w.cached()).toEqual([false])
})

test('a token that differs in one character is another token', async () => {
  const w = world()
  const token = await w.mint(60)
  await w.grant(token)
  const other = token.endsWith('A') ? 'E' : 'A'
  expect(await w.reason(token.slice(0, -1) + other)).toBe('signature')
  expect(await w.reason(`${token} `)).toBe('malformed')
})

test('nobody changes what the next one sees', async () => {
  const w = world()
  const token = await w.mint(60, { claims: { team: { names: ['x'] } } })
  const grant = await w.grant(token)
  const team = grant.claims['team'] as { names: string[] }
  expect(() => team.names.push('y')).toThrow(TypeError)
  expect(() => Object.assign(grant, { subject: 'root' })).toThrow(TypeError)
  expect(() => Object.assign(grant.capabilities[0]?.params ?? {}, { k: 'w' })).toThrow(TypeError)
  expect(() => Object.assign(grant['allows'] as object, { call: () => true })).toThrow(TypeError)
  expect((await w.grant(token)).allows(read, { k: 'w' })).toBe(false)
})

describe('its size', () => {
  const entry = {} as VerifiedToken

  /** Which of the tokens, asked for one after the other, are still known at the end. */
  function known(maxEntries: number, tokens: readonly string[]): string[] {
    return [...new Set(tokens)].filter((one) => {
      // To ask is to use, so each question gets a cache of its own.
      const cache = createVerifiedCache(maxEntries)
      for (const token of tokens) if (cache.get(token) === undefined) cache.set(token, entry)
      return cache.get(one) !== undefined
    })
  }

  test.each([1, 2, 3, 4, 7, 20])('never more than %i', (maxEntries) => {
    for (let count = 1; count <= 50; count += 1) {
      const tokens = Array.from({ length: count }, (_, at) => `t${at}`)
      const alive = known(maxEntries, tokens)
      expect(alive.length).toBeLessThanOrEqual(maxEntries)
      expect(alive).toContain(tokens.at(-1))
    }
  })

  test.each([2, 3, 4, 7, 20])('of %i, the last half at least', (maxEntries) => {
    const half = Math.floor(maxEntries / 2)
    for (let count = half; count <= 50; count += 1) {
      const tokens = Array.from({ length: count }, (_, at) => `t${at}`)
      expect(known(maxEntries, tokens)).toEqual(expect.arrayContaining(tokens.slice(-half)))
    }
  })

  test('one that is written again takes no room', () => {
    const cache = createVerifiedCache(4)
    for (const token of ['t0', 't1', 't1', 't1']) cache.set(token, entry)
    expect(cache.get('t0')).toBe(entry)
  })

  test('what is deleted is gone, the others stay', () => {
    const cache = createVerifiedCache(4)
    const tokens = ['t0', 't1', 't2', 't3']
    for (const token of tokens) cache.set(token, entry)
    for (const token of ['t0', 't3']) cache.delete(token)
    expect(tokens.filter((token) => cache.get(token) === entry)).toEqual(['t1', 't2'])
  })

  test('a token that ends like another one is another one', () => {
    const cache = createVerifiedCache(4)
    const [one, other] = ['a', 'b'].map((start) => start + 'x'.repeat(60)) as [string, string]
    cache.set(one, entry)
    expect(cache.get(other)).toBeUndefined()
    cache.delete(other)
    expect(cache.get(one)).toBe(entry)
    // In the older half it is compared as well.
    for (const token of ['t0', 't1', 't2']) cache.set(token, entry)
    expect(cache.get(other)).toBeUndefined()
    expect(cache.get(one)).toBe(entry)
  })

  test('what is used stays, what is not goes', () => {
    const others = Array.from({ length: 50 }, (_, at) => `t${at}`)
    const alive = known(
      10,
      others.flatMap((other) => ['hot', other]),
    )
    expect(alive).toContain('hot')
    expect(alive).not.toContain('t0')
  })

  test('settings that could not work are refused', () => {
    const make = (cache: unknown) => () =>
      createVerifier({ issuer: 'i', keys: key, cache: cache as false })
    expect(make({ maxEntries: 0 })).toThrow(/"cache.maxEntries"/)
    expect(make({ maxEntries: 1.5 })).toThrow(/"cache.maxEntries"/)
    expect(make({ entries: 1 })).toThrow(/^createVerifier: "cache": unknown option "entries"/)
    expect(make(true)).toThrow(TypeError)
    expect(make({ maxEntries: 1 })).not.toThrow()
  })
})
