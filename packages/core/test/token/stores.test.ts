import { describe, expect, test } from 'vitest'
import {
  createMinter,
  createVerifier,
  generateKey,
  memoryReplayStore,
  memoryRevocationStore,
  TokenError,
  type GrantlineEvent,
  type ReplayStore,
  type RevocationAnswer,
  type RevocationStore,
  type VerifierOptions,
} from '../../src/index.ts'
import { rawVerifier, reasonFor, tokenWith } from './raw-token.ts'

const keys = await generateKey('HS256')
const minter = createMinter({ issuer: 'i', keys })
const verifierWith = (options: Partial<VerifierOptions>) =>
  createVerifier({ issuer: 'i', keys, ...options })

const mint = (request: object = {}) => minter.mint({ capabilities: [], ...request })

/** Why the token is refused, the second time it comes. */
async function reasonOf(token: string, options: Partial<VerifierOptions>, times = 1) {
  const verifier = verifierWith(options)
  for (let left = times; left > 1; left -= 1) await verifier.check(token)
  const result = await verifier.check(token)
  return result.ok ? undefined : result.error.reason
}

function answering(answer: () => unknown): RevocationStore {
  return { revoke: async () => {}, check: answer as () => RevocationAnswer }
}

describe('the answer of a revocation store', () => {
  const fails = (): never => {
    throw new Error('the store is down')
  }
  test.each([
    ['not revoked', () => ({ revoked: false, freshness: 'fresh' }), undefined],
    ['not revoked, later', async () => ({ revoked: false, freshness: 'fresh' }), undefined],
    ['not revoked, as far as it knows', () => ({ revoked: false, freshness: 'stale' }), undefined],
    ['revoked', () => ({ revoked: true, freshness: 'fresh' }), 'revoked'],
    ['revoked, as far as it knows', () => ({ revoked: true, freshness: 'stale' }), 'revoked'],
    ['revoked, whatever it knows', () => ({ revoked: true, freshness: 'unknown' }), 'revoked'],
    ['it does not know', () => ({ revoked: false, freshness: 'unknown' }), 'unavailable'],
    ['none', () => undefined, 'unavailable'],
    ['an empty one', () => ({}), 'unavailable'],
    ['another kind', () => ({ revoked: 0, freshness: 'fresh' }), 'unavailable'],
    ['no freshness', () => ({ revoked: false }), 'unavailable'],
    ['an exception', fails, 'unavailable'],
    ['a rejection', async () => fails(), 'unavailable'],
  ])('%s', async (_what, answer, reason) => {
    const { token } = await mint()
    expect(await reasonOf(token, { revocation: answering(answer) })).toBe(reason)
    expect(await reasonOf(token, { revocation: answering(answer) }, 2)).toBe(reason)
  })

  test('the cause of a failure is kept for logs', async () => {
    const { token } = await mint()
    const result = await verifierWith({ revocation: answering(fails) }).check(token)
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'verifier_unavailable', status: 503, cause: { message: 'the store is down' } },
    })
  })

  test('a store has no say in why: its own refusal is a failure', async () => {
    const { token } = await mint()
    const cause = new TokenError('revoked')
    const result = await verifierWith({ revocation: answering(() => Promise.reject(cause)) }).check(
      token,
    )
    expect(result).toMatchObject({ ok: false, error: { reason: 'unavailable', cause } })
  })

  test('a failure that a store has wrapped already is not wrapped twice', async () => {
    const { token } = await mint()
    const cause = new Error('the network is down')
    const wrapped = new TokenError('unavailable', { cause })
    const result = await verifierWith({
      revocation: answering(() => Promise.reject(wrapped)),
    }).check(token)
    expect(result.ok ? undefined : result.error.cause).toBe(cause)
  })

  test('a fresh answer is not told', async () => {
    const events: GrantlineEvent[] = []
    const { token } = await mint()
    const revocation = answering(() => ({ revoked: false, freshness: 'fresh' }))
    await reasonOf(token, { revocation, onEvent: (event) => void events.push(event) })
    expect(events.map(({ type }) => type)).toEqual(['verified'])
  })

  test('a stale answer is told', async () => {
    const events: GrantlineEvent[] = []
    const { token, id } = await mint()
    const revocation = answering(() => ({ revoked: false, freshness: 'stale' }))
    await reasonOf(token, { revocation, onEvent: (event) => void events.push(event) })
    expect(events.map(({ type }) => type)).toEqual(['stale', 'verified'])
    expect(events[0]).toMatchObject({ jti: id })
  })

  test('a token that is refused anyway is not asked about', async () => {
    const asked: unknown[] = []
    const revocation = answering(() => asked.push('asked'))
    const { token } = await mint()
    expect(await reasonOf(`${token.slice(0, -2)}AA`, { revocation })).toBe('signature')
    expect(await reasonOf(token, { revocation, clock: () => 1e11 })).toBe('expired')
    expect(asked).toEqual([])
  })

  test('the memory store: a token, its session, its children', async () => {
    const revocation = memoryRevocationStore()
    const parent = await mint({ session: 's1', subject: 'alice' })
    const verifier = verifierWith({ revocation })
    const child = await minter.attenuate(await verifier.verify(parent.token), { capabilities: [] })
    const { expiresAt } = parent
    expect((await verifier.check(child.token)).ok).toBe(true)
    await revocation.revoke({ level: 'token', value: parent.id, expiresAt })
    expect((await verifier.check(parent.token)).ok).toBe(false)
    expect((await verifier.check(child.token)).ok).toBe(false)

    const other = await mint({ session: 's1', subject: 'alice' })
    expect((await verifier.check(other.token)).ok).toBe(true)
    await revocation.revoke({ level: 'session', value: 's1', expiresAt })
    expect((await verifier.check(other.token)).ok).toBe(false)
    const fresh = await mint({ session: 's1', subject: 'alice' })
    expect((await verifier.check(fresh.token)).ok).toBe(true)
  })
})

describe('single-use tokens', () => {
  test('are refused without a replay store', async () => {
    const { token } = await mint({ singleUse: true })
    expect(await reasonOf(token, {})).toBe('replay_store_missing')
  })

  test('exactly one of 200 racing uses passes', async () => {
    const verifier = verifierWith({ replay: memoryReplayStore() })
    const { token } = await mint({ singleUse: true })
    const results = await Promise.all(Array.from({ length: 200 }, () => verifier.check(token)))
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    const reasons = results.map((result) => (result.ok ? 'ok' : result.error.code))
    expect(new Set(reasons)).toEqual(new Set(['ok', 'replayed_token']))
  })

  test('two verifiers that share a store share the use', async () => {
    const replay = memoryReplayStore()
    const { token } = await mint({ singleUse: true })
    expect(await reasonOf(token, { replay })).toBeUndefined()
    expect(await reasonOf(token, { replay })).toBe('replayed')
  })

  test('a token that is refused for another reason is not used up', async () => {
    const replay = memoryReplayStore()
    const revocation = answering(() => ({ revoked: true, freshness: 'fresh' }))
    const { token } = await mint({ singleUse: true })
    expect(await reasonOf(token, { replay, audience: 'other' })).toBe('audience')
    expect(await reasonOf(token, { replay, revocation })).toBe('revoked')
    expect(await reasonOf(token, { replay })).toBeUndefined()
  })

  test('other tokens are not counted', async () => {
    const used: string[] = []
    const replay: ReplayStore = { use: (key) => used.push(key) > 0 }
    const { token } = await mint()
    expect(await reasonOf(token, { replay }, 3)).toBeUndefined()
    expect(used).toEqual([])
  })

  test('are remembered as long as they could be used, leeway included', async () => {
    const uses: [string, number][] = []
    const replay: ReplayStore = { use: (key, ttl) => uses.push([key, ttl]) > 0 }
    const clock = (): number => 1000.5
    const { token, id } = await createMinter({ issuer: 'i', keys, clock }).mint({
      capabilities: [],
      singleUse: true,
      ttl: 60,
    })
    await reasonOf(token, { replay, clock, leeway: 30 })
    expect(uses).toEqual([[JSON.stringify(['i', id]), 91]])
  })

  test('a token without a name cannot be counted', async () => {
    const replay: ReplayStore = { use: () => true }
    const verifier = await rawVerifier({ replay })
    expect(await reasonFor(tokenWith({ once: true, jti: undefined }), verifier)).toBe('claim')
    expect(await reasonFor(tokenWith({ once: true, jti: 'id' }), verifier)).toBeUndefined()
  })

  test.each([
    ['throws', () => Promise.reject(new Error('full')), 'unavailable'],
    ['says neither yes nor no', () => 'yes', 'unavailable'],
    ['says no', () => false, 'replayed'],
    ['says yes later', async () => true, undefined],
  ])('a store that %s', async (_what, use, reason) => {
    const { token } = await mint({ singleUse: true })
    expect(await reasonOf(token, { replay: { use: use as () => boolean } })).toBe(reason)
  })
})

test.each([
  ['revocation', {}],
  ['revocation', { check: true }],
  ['revocation', null],
  ['replay', {}],
  ['replay', 'redis://'],
  ['onEvent', 'console'],
])('a setting "%s" that could not work is refused at once', (option, value) => {
  expect(() => verifierWith({ [option]: value as never })).toThrow(new RegExp(`"${option}"`))
})
