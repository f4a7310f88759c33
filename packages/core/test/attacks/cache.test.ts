import { expect, test } from 'vitest'
import {
  createKeyRing,
  createMinter,
  createVerifier,
  generateKey,
  type Grant,
} from '../../src/index.ts'
import { CLAIMS, encode, expectRefusal, handMade, HEADER, NOW, verdict, worldOf } from './hand.ts'

// Class: what was verified once is taken for something else later (RFC 7519 §7.2; CVE-2026-35030,
// GHSA-rp9m-7r4c-75qg). The control of every test is the first, accepted call.

test('a token bent after it was accepted is another token', async () => {
  const world = await worldOf()
  const [header = '', , signature = ''] = world.control.split('.')
  await expectRefusal(
    world,
    `${header}.${encode({ ...CLAIMS, sub: 'root' })}.${signature}`,
    'signature',
  )
  await expectRefusal(world, `${world.control.slice(0, -4)}AAAA`, 'signature')
  await expectRefusal(world, `${world.control} `, 'malformed')
  await expectRefusal(
    world,
    `${encode({ ...HEADER, alg: 'none' })}.${world.control.slice(header.length + 1)}`,
    'algorithm',
  )
})

test('tokens that agree in all but one part are told apart', async () => {
  const { verifier } = await worldOf()
  const subjects = ['alice', 'bob', 'root']
  const tokens = subjects.map((sub) => handMade(HEADER, { ...CLAIMS, sub }))
  for (const round of [1, 2, 3]) {
    for (const [at, token] of tokens.entries()) {
      const grant = await verifier.verify(token)
      expect(grant.subject, `round ${round}`).toBe(subjects[at])
    }
  }
})

test('what one caller does to a grant, the next one does not see', async () => {
  const { verifier } = await worldOf()
  const token = handMade(HEADER, { ...CLAIMS, list: [{ deep: ['x'] }], aud: undefined })
  const grant = (await verifier.verify(token)) as unknown as Record<string, unknown>
  const writes: readonly (() => unknown)[] = [
    () => Object.assign(grant, { subject: 'root' }),
    () => Object.assign(grant['claims'] ?? {}, { sub: 'root' }),
    () => (grant['claims'] as { list: unknown[] }).list.push('y'),
    () => (grant['claims'] as { list: { deep: string[] }[] }).list[0]?.deep.push('y'),
    () => (grant['capabilities'] as unknown[]).push({}),
    () =>
      Object.assign((grant['capabilities'] as { params: object }[])[0]?.params ?? {}, { k: 'w' }),
    () => (grant['rejected'] as unknown[]).push({}),
    () => Object.setPrototypeOf(grant, { subject: 'root' }) as unknown,
    () => Object.defineProperty(grant, 'allows', { value: () => true }),
    () => Reflect.deleteProperty(grant, 'subject') || Promise.reject(new TypeError('kept')),
  ]
  for (const write of writes) await expect(async () => write()).rejects.toThrow(TypeError)
  const next: Grant = await verifier.verify(token)
  expect(next.subject).toBe('alice')
  expect(next.claims['list']).toEqual([{ deep: ['x'] }])
  expect(next.capabilities).toHaveLength(1)
})

test('what expires while it is remembered is refused, at once and for ever', async () => {
  let now = NOW
  const { verifier, control } = await worldOf('HS256', { clock: () => now })
  expect(await verdict(verifier, control)).toBe('accepted')
  now = CLAIMS.exp - 0.001
  expect(await verdict(verifier, control)).toBe('accepted')
  now = CLAIMS.exp
  expect(await verdict(verifier, control)).toBe('expired')
  expect(await verdict(verifier, control)).toBe('expired')
})

test('what is not yet valid is not remembered as good', async () => {
  let now = NOW
  const { verifier, control } = await worldOf('HS256', { clock: () => now })
  const early = handMade(HEADER, { ...CLAIMS, nbf: NOW + 5 })
  expect(await verdict(verifier, control)).toBe('accepted')
  expect(await verdict(verifier, early)).toBe('not_yet_valid')
  now = NOW + 5
  expect(await verdict(verifier, early)).toBe('accepted')
  now = NOW + 4
  expect(await verdict(verifier, early)).toBe('not_yet_valid')
})

test('a key that is retired takes what it verified along, and another of its name brings nothing back', async () => {
  const lost = await generateKey('HS256', { kid: 'lost' })
  const ring = createKeyRing([lost], { clock: () => NOW })
  const minter = createMinter({ issuer: 'issuer', keys: lost, clock: () => NOW })
  const verifier = createVerifier({ issuer: 'issuer', keys: ring, clock: () => NOW })
  const { token } = await minter.mint({ capabilities: [] })
  expect(await verdict(verifier, token)).toBe('accepted')
  ring.rotate(await generateKey('HS256', { kid: 'next' }))
  expect(await verdict(verifier, token)).toBe('accepted')
  ring.retire('lost')
  expect(await verdict(verifier, token)).toBe('key')
  ring.rotate(await generateKey('HS256', { kid: 'lost' }))
  expect(await verdict(verifier, token)).toBe('signature')
})

test('a token for one use is used once, cache or not', async () => {
  const used = new Set<string>()
  const replay = { use: (key: string) => !used.has(key) && Boolean(used.add(key)) }
  const { verifier } = await worldOf('HS256', { replay })
  const token = handMade(HEADER, { ...CLAIMS, once: true })
  const verdicts = await Promise.all([1, 2, 3].map(() => verdict(verifier, token)))
  expect([...verdicts].sort()).toEqual(['accepted', 'replayed', 'replayed'])
  expect(await verdict(verifier, token)).toBe('replayed')
})

test('a token that was refused once is no good the second time', async () => {
  const { verifier, control } = await worldOf()
  const forged = `${control.slice(0, -4)}AAAA`
  for (let round = 0; round < 3; round += 1) {
    expect(await verdict(verifier, forged)).toBe('signature')
  }
  expect(await verdict(verifier, control)).toBe('accepted')
})
