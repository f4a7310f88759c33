import { describe, expect, test } from 'vitest'
import { createVerifier, defineCapability, exact } from '../../src/index.ts'
import { testIssuer } from '../../src/testing.ts'

const read = defineCapability('a:b', { k: exact() })
const NOW = 1_700_000_000

async function reasonOf({ verifier }: Awaited<ReturnType<typeof testIssuer>>, token: string) {
  const result = await verifier.check(token)
  return result.ok ? undefined : result.error.reason
}

test('mints and verifies by a clock that is moved by hand', async () => {
  const issuer = await testIssuer({ now: NOW })
  const { token, expiresAt } = await issuer.minter.mint({
    subject: 'alice',
    capabilities: [read({ k: 'v' })],
    ttl: 60,
  })
  expect(expiresAt).toBe(NOW + 60)
  expect((await issuer.verifier.verify(token)).allows(read, { k: 'v' })).toBe(true)
  issuer.clock.advance(59.9)
  expect(await reasonOf(issuer, token)).toBeUndefined()
  issuer.clock.set(NOW + 60)
  expect(await reasonOf(issuer, token)).toBe('expired')
  expect(issuer.clock()).toBe(NOW + 60)
})

describe('tokens that a guard must refuse', () => {
  test('each is refused for its reason, and only for that', async () => {
    const issuer = await testIssuer({ now: NOW })
    const request = { subject: 'alice', capabilities: [read({ k: 'v' })], ttl: 30 }
    const { tokens } = issuer
    expect(await reasonOf(issuer, await tokens.expired(request))).toBe('expired')
    expect(await reasonOf(issuer, await tokens.wrongKey(request))).toBe('signature')
    expect(await reasonOf(issuer, await tokens.tampered(request))).toBe('signature')
    expect(await reasonOf(issuer, await tokens.revoked(request))).toBe('revoked')
  })

  test('at any time of the clock', async () => {
    for (const options of [{}, { now: NOW + 0.5 }, { now: NOW + 0.999 }]) {
      const issuer = await testIssuer(options)
      expect(await reasonOf(issuer, await issuer.tokens.expired())).toBe('expired')
      expect(await reasonOf(issuer, await issuer.tokens.revoked())).toBe('revoked')
      const late = await issuer.tokens.expired({ notBefore: issuer.clock() + 60 })
      expect(await reasonOf(issuer, late)).toBe('expired')
    }
  })

  test('one that is good for one use passes once', async () => {
    const issuer = await testIssuer()
    const { token } = await issuer.minter.mint({ capabilities: [], singleUse: true })
    expect(await reasonOf(issuer, token)).toBeUndefined()
    expect(await reasonOf(issuer, token)).toBe('replayed')
  })

  test('without the store, the revoked one is fine', async () => {
    const { issuer, keys, clock, tokens } = await testIssuer()
    const trusting = createVerifier({ issuer, keys, clock })
    const grant = await trusting.verify(await tokens.revoked({ subject: 'alice' }))
    expect(grant.subject).toBe('alice')
  })
})

test('what is minted after a revocation is not caught by it', async () => {
  const issuer = await testIssuer({ now: NOW })
  const mint = () => issuer.minter.mint({ subject: 'alice', capabilities: [] })
  const before = await mint()
  await issuer.revocation.revoke({ level: 'subject', value: 'alice', expiresAt: NOW + 600 })
  const after = await mint()
  expect(await reasonOf(issuer, before.token)).toBe('revoked')
  expect(await reasonOf(issuer, after.token)).toBeUndefined()
})

test('keys rotate', async () => {
  const issuer = await testIssuer({ now: NOW, audience: 'api', capabilities: [read] })
  const { token } = await issuer.minter.mint({ capabilities: [read({ k: 'v' })] })
  const grant = await issuer.verifier.verify(token)
  expect(grant.audience).toBe('api')
  issuer.keys.retire(grant.keyId ?? '')
  expect(await reasonOf(issuer, token)).toBe('key')
})

test('settings that could not work are refused', async () => {
  await expect(testIssuer({ now: Number.NaN })).rejects.toThrow(TypeError)
  await expect(testIssuer({ clock: () => 1 } as never)).rejects.toThrow(/unknown option "clock"/)
  const { clock } = await testIssuer()
  expect(() => clock.set(Number.POSITIVE_INFINITY)).toThrow(TypeError)
  expect(() => clock.advance(Number.NaN)).toThrow(TypeError)
})
