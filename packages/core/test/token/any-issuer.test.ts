import { describe, expect, test } from 'vitest'
import {
  anyIssuer,
  createMinter,
  createVerifier,
  generateKey,
  type Verifier,
} from '../../src/index.ts'

const [ourKey, theirKey] = [await generateKey('EdDSA'), await generateKey('HS256')]
const ours = createVerifier({ issuer: ['us', 'us-old'], keys: ourKey })
const theirs = createVerifier({ issuer: 'them', keys: theirKey })
const both = anyIssuer([ours, theirs])

const tokenOf = async (issuer: string, keys = ourKey): Promise<string> =>
  (await createMinter({ issuer, keys }).mint({ capabilities: [] })).token

async function reasonFor(token: unknown, verifier: Verifier = both): Promise<string | undefined> {
  const result = await verifier.check(token as string)
  return result.ok ? undefined : result.error.reason
}

test('every issuer is verified with its own keys', async () => {
  expect((await both.verify(await tokenOf('us'))).issuer).toBe('us')
  expect((await both.verify(await tokenOf('us-old'))).issuer).toBe('us-old')
  expect((await both.verify(await tokenOf('them', theirKey))).issuer).toBe('them')
})

test('the name of one does not open the door with the key of another', async () => {
  expect(await reasonFor(await tokenOf('them', ourKey))).toBe('algorithm')
  expect(await reasonFor(await tokenOf('us', theirKey))).toBe('algorithm')
  const sameKind = anyIssuer([
    ours,
    createVerifier({ issuer: 'them', keys: await generateKey('EdDSA') }),
  ])
  expect(await reasonFor(await tokenOf('them'), sameKind)).toBe('key')
})

test('an issuer that nobody is for is refused', async () => {
  expect(await reasonFor(await tokenOf('stranger'))).toBe('issuer')
  await expect(both.verify(await tokenOf('stranger'))).rejects.toMatchObject({
    code: 'invalid_token',
    reason: 'issuer',
  })
})

test.each([
  [undefined, 'malformed'],
  ['', 'malformed'],
  ['a.b', 'malformed'],
  ['a.b.c.d.e', 'malformed'],
  ['..', 'malformed'],
  [`e30.${Buffer.from('[]').toString('base64url')}.x`, 'malformed'],
  [`e30.${Buffer.from('{"iss":"us","iss":"them"}').toString('base64url')}.x`, 'malformed'],
  [`e30.${Buffer.from('{"iss":["us"]}').toString('base64url')}.x`, 'issuer'],
  [`e30.${Buffer.from('{}').toString('base64url')}.x`, 'issuer'],
  ['x'.repeat(70_000), 'too_large'],
])('what is no token of anybody: %s', async (token, reason) => {
  expect(await reasonFor(token)).toBe(reason)
})

describe('verifiers that do not go together', () => {
  const fake: Verifier = { ...ours }

  test.each([
    ['none', [], /not empty/],
    ['no list', ours, /list/],
    [
      'two for one issuer',
      [ours, createVerifier({ issuer: 'us', keys: theirKey })],
      /verifier 1 has another verifier/,
    ],
    ['one that is none of ours', [fake], /createVerifier/],
    ['nothing', [undefined], /createVerifier/],
  ])('%s', (_what, verifiers, message) => {
    expect(() => anyIssuer(verifiers as readonly Verifier[])).toThrow(message)
  })

  test('choosers can be nested', async () => {
    const third = createVerifier({ issuer: 'third', keys: ourKey })
    const all = anyIssuer([both, third])
    expect(await reasonFor(await tokenOf('third'), all)).toBeUndefined()
    expect(await reasonFor(await tokenOf('us'), all)).toBeUndefined()
  })
})
