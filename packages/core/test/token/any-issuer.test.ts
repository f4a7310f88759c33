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

const payload = (json: string): string => Buffer.from(json).toString('base64url')
// Of nobody we know, so that a look at it would be refused for its issuer instead.
const stranger = payload('{"iss":"stranger"}')

test.each([
  ['nothing', undefined, 'malformed'],
  ['an empty string', '', 'malformed'],
  ['no dot', stranger, 'malformed'],
  ['no dot and one character more', `${stranger}A`, 'malformed'],
  ['one dot', `e30.${stranger}`, 'malformed'],
  ['one dot and one character more', `e30.${stranger}A`, 'malformed'],
  ['three dots', `e30.${stranger}.x.x`, 'malformed'],
  ['five parts, as in JWE', 'a.b.c.d.e', 'malformed'],
  ['two dots and nothing', '..', 'malformed'],
  ['an empty header', `.${stranger}.x`, 'malformed'],
  ['an empty payload', 'e30..x', 'malformed'],
  ['a payload that is a list', `e30.${payload('[]')}.x`, 'malformed'],
  ['two issuers', `e30.${payload('{"iss":"us","iss":"them"}')}.x`, 'malformed'],
  ['a list of issuers', `e30.${payload('{"iss":["us"]}')}.x`, 'issuer'],
  ['no issuer', `e30.${payload('{}')}.x`, 'issuer'],
  ['an inherited issuer', `e30.${payload('{"__proto__":{"iss":"us"}}')}.x`, 'issuer'],
  ['one byte over the largest limit', 'x'.repeat(8193), 'too_large'],
  ['as long as the largest limit', 'x'.repeat(8192), 'malformed'],
])('what is no token of anybody: %s', async (_what, token, reason) => {
  expect(await reasonFor(token)).toBe(reason)
})

test('a token may be as long as its verifier takes', async () => {
  const long = createVerifier({ issuer: 'long', keys: ourKey, maxTokenBytes: 200_000 })
  const claims = { note: 'x'.repeat(80_000) }
  const { token } = await createMinter({ issuer: 'long', keys: ourKey }).mint({
    capabilities: [],
    claims,
  })
  expect(await reasonFor(token, anyIssuer([ours, long]))).toBeUndefined()
  expect(await reasonFor(token)).toBe('too_large')
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
    const all = anyIssuer([anyIssuer([ours, theirs]), third])
    expect(await reasonFor(await tokenOf('third'), all)).toBeUndefined()
    expect(await reasonFor(await tokenOf('us'), all)).toBeUndefined()
  })
})
