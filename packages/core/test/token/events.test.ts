import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  createKeyRing,
  createMinter,
  createVerifier,
  generateKey,
  importKey,
  memoryReplayStore,
  memoryRevocationStore,
  type GrantlineEvent,
} from '../../src/index.ts'
import { CLAIMS, HEADER, rawToken, rawVerifier } from './raw-token.ts'

afterEach(() => {
  vi.useRealTimers()
})

const key = await generateKey('EdDSA', { kid: 'k1' })

function recorder() {
  const events: GrantlineEvent[] = []
  return { events, onEvent: (event: GrantlineEvent) => void events.push(event) }
}

describe('what is told', () => {
  test('a token that was minted, and one that was narrowed', async () => {
    const { events, onEvent } = recorder()
    const minter = createMinter({ issuer: 'i', keys: key, onEvent })
    const { token, id } = await minter.mint({ capabilities: [] })
    const grant = await createVerifier({ issuer: 'i', keys: key }).verify(token)
    const child = await minter.attenuate(grant, { capabilities: [] })
    expect(events).toEqual([
      { type: 'minted', jti: id, kid: 'k1', durationMs: expect.any(Number) },
      { type: 'minted', jti: child.id, kid: 'k1', durationMs: expect.any(Number) },
    ])
  })

  test('a token that was accepted, and one that was refused', async () => {
    const { events, onEvent } = recorder()
    const verifier = createVerifier({ issuer: 'i', keys: key, onEvent })
    const minter = createMinter({ issuer: 'i', keys: key })
    const { token, id } = await minter.mint({ capabilities: [] })
    const foreign = await createMinter({ issuer: 'j', keys: key }).mint({ capabilities: [] })
    await verifier.verify(token)
    await verifier.check(token)
    await verifier.check('nonsense')
    await expect(verifier.verify(foreign.token)).rejects.toThrow()
    expect(events).toEqual([
      { type: 'verified', jti: id, cached: false, durationMs: expect.any(Number) },
      { type: 'verified', jti: id, cached: true, durationMs: expect.any(Number) },
      {
        type: 'denied',
        code: 'invalid_token',
        reason: 'malformed',
        durationMs: expect.any(Number),
      },
      {
        type: 'denied',
        jti: foreign.id,
        code: 'invalid_token',
        reason: 'issuer',
        durationMs: expect.any(Number),
      },
    ])
    expect(events.every((event) => Object.isFrozen(event))).toBe(true)
  })

  test('the name in a token is told only once its signature holds', async () => {
    const { events, onEvent } = recorder()
    const verifier = createVerifier({ issuer: 'i', keys: key, onEvent })
    const stranger = await generateKey('EdDSA', { kid: 'k1' })
    const { token } = await createMinter({ issuer: 'i', keys: stranger }).mint({ capabilities: [] })
    await verifier.check(token)
    expect(events).toMatchObject([{ type: 'denied', reason: 'signature' }])
    expect(events[0]).not.toHaveProperty('jti')
  })

  test('how long it took', async () => {
    vi.useFakeTimers({ toFake: ['performance'], now: 5000 })
    vi.advanceTimersByTime(1000)
    const { events, onEvent } = recorder()
    const clock = (): number => {
      vi.advanceTimersByTime(3)
      return 1000
    }
    const revocation = {
      revoke: async () => {},
      check: () => {
        vi.advanceTimersByTime(4)
        return { revoked: false, freshness: 'stale' as const }
      },
    }
    const minter = createMinter({ issuer: 'i', keys: key, clock, onEvent })
    const verifier = createVerifier({ issuer: 'i', keys: key, clock, revocation, onEvent })
    const grant = await verifier.verify((await minter.mint({ capabilities: [] })).token)
    await minter.attenuate(grant, { capabilities: [] })
    vi.useRealTimers()
    expect(events).toMatchObject([
      { type: 'minted', durationMs: 3 },
      { type: 'stale', durationMs: 4 },
      { type: 'verified', durationMs: 7 },
      { type: 'minted', durationMs: 3 },
    ])
  })

  test('of keys and tokens without a name, no name', async () => {
    const { events, onEvent } = recorder()
    const nameless = await importKey({
      alg: 'HS256',
      secret: 'an honest secret of 32 bytes or more',
    })
    const minter = createMinter({ issuer: 'i', keys: nameless, onEvent })
    await minter.mint({ capabilities: [] })
    const revocation = {
      revoke: async () => {},
      check: () => ({ revoked: false, freshness: 'stale' as const }),
    }
    const verifier = await rawVerifier({ revocation, onEvent })
    await verifier.verify(rawToken(HEADER, CLAIMS))
    expect(events.map((event) => Object.keys(event).sort().join())).toEqual([
      'durationMs,jti,type',
      'durationMs,type',
      'cached,durationMs,type',
    ])
  })

  test('revocations, second uses and new keys', async () => {
    const { events, onEvent } = recorder()
    const replay = memoryReplayStore({ onEvent })
    replay.use('a', 60)
    replay.use('a', 60)
    const ring = createKeyRing([key], { onEvent })
    ring.rotate(await generateKey('EdDSA', { kid: 'k2' }))
    ring.retire('k1')
    const expiresAt = Date.now() / 1000 + 60
    await memoryRevocationStore({ onEvent }).revoke({ level: 'subject', value: 'alice', expiresAt })
    expect(events).toMatchObject([
      { type: 'replayed' },
      { type: 'rotated', kid: 'k2' },
      { type: 'retired', kid: 'k1' },
      { type: 'revoked', level: 'subject' },
    ])
  })
})

test.each([
  [
    'throws',
    () => {
      throw new Error('no log')
    },
  ],
  ['rejects', () => Promise.reject(new Error('no log'))],
  [
    'changes the event',
    (event: GrantlineEvent) => {
      Object.assign(event, { type: 'x' })
    },
  ],
])('a listener that %s changes no outcome', async (_what, onEvent) => {
  const ring = createKeyRing([key], { onEvent })
  const minter = createMinter({ issuer: 'i', keys: ring, onEvent })
  const replay = memoryReplayStore({ onEvent })
  const revocation = memoryRevocationStore({ onEvent })
  const verifier = createVerifier({ issuer: 'i', keys: ring, replay, revocation, onEvent })
  const { token, id, expiresAt } = await minter.mint({ capabilities: [], singleUse: true })
  expect((await verifier.check(token)).ok).toBe(true)
  expect((await verifier.check(token)).ok).toBe(false)
  await revocation.revoke({ level: 'token', value: id, expiresAt })
  ring.rotate(await generateKey('EdDSA', { kid: 'k3' }))
  ring.retire('k1')
  expect((await minter.mint({ capabilities: [] })).token).toContain('.')
})
