import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  expectRefusal,
  expectRefusalAtFirst,
  handMade,
  HEADER,
  NOW,
  verdict,
  worldOf,
  written,
} from './hand.ts'

describe('a NumericDate that is no number (RFC 7519 §2, §4.1.4; RFC 8725 §3.8)', () => {
  const odd: readonly (readonly [string, string])[] = [
    ['a string', `"${NOW + 60}"`],
    ['a hexadecimal string', '"0x7fffffff"'],
    ['a date', '"2099-01-01T00:00:00Z"'],
    ['an empty string', '""'],
    ['null', 'null'],
    ['a list', `[${NOW + 60}]`],
    ['an empty list', '[]'],
    ['an object', '{"valueOf":1}'],
    ['true', 'true'],
    ['1e400', '1e400'],
    ['-1e400', '-1e400'],
    ['1E+309', '1E+309'],
  ]

  test.each(odd)('exp is %s', async (_what, value) => {
    await expectRefusalAtFirst(await worldOf(), handMade(HEADER, written('exp', value)), 'claim')
  })
  test.each(odd)('nbf is %s', async (_what, value) => {
    await expectRefusalAtFirst(await worldOf(), handMade(HEADER, written('nbf', value)), 'claim')
  })
  test.each(odd)('iat is %s', async (_what, value) => {
    await expectRefusalAtFirst(await worldOf(), handMade(HEADER, written('iat', value)), 'claim')
  })

  test.each([
    ['-0', 'expired'],
    ['0', 'expired'],
    ['-1', 'expired'],
    ['-9999999999', 'expired'],
    ['1e-400', 'expired'],
    ['0x7fffffff', 'malformed'],
    ['07777777777', 'malformed'],
    ['NaN', 'malformed'],
    ['1_800_000_000', 'malformed'],
    ['1800000000n', 'malformed'],
  ])('exp written as %s: %s', async (value, reason) => {
    await expectRefusalAtFirst(await worldOf(), handMade(HEADER, written('exp', value)), reason)
  })

  test('the control: numbers in every notation of JSON', async () => {
    const { verifier } = await worldOf()
    for (const value of [
      String(NOW + 60),
      '1.70000006e9',
      '1700000060.5',
      '1E+10',
      '9007199254740993',
    ]) {
      expect(await verdict(verifier, handMade(HEADER, written('exp', value)))).toBe('accepted')
    }
  })

  test('a token without exp never ends, so there is none', async () => {
    const world = await worldOf()
    await expectRefusal(world, handMade(HEADER, { ...CLAIMS, exp: undefined }), 'claim')
    await expectRefusal(world, handMade(HEADER, written('expires', '9999999999')), 'accepted')
    const inherited = written('__proto__', `{"exp":${NOW + 60}}`).replace(`"exp":${NOW + 60},`, '')
    await expectRefusal(world, handMade(HEADER, inherited), 'claim')
  })
})

describe('the very instant (RFC 7519 §4.1.4 "on or after", §4.1.5)', () => {
  const step = 2 ** -22

  test.each([
    ['exp', NOW, 0, 'expired'],
    ['exp', NOW + step, 0, 'accepted'],
    ['exp', NOW - 30, 30, 'expired'],
    ['exp', NOW - 30 + step, 30, 'accepted'],
    ['nbf', NOW, 0, 'accepted'],
    ['nbf', NOW + step, 0, 'not_yet_valid'],
    ['nbf', NOW + 30, 30, 'accepted'],
    ['nbf', NOW + 30 + step, 30, 'not_yet_valid'],
  ])('%s %d with a leeway of %i s: %s', async (name, value, leeway, expected) => {
    const { verifier, control } = await worldOf('HS256', { leeway })
    expect(await verdict(verifier, control)).toBe('accepted')
    expect(await verdict(verifier, handMade(HEADER, { ...CLAIMS, [name]: value }))).toBe(expected)
  })

  test.each([
    [NOW - 100, 'accepted'],
    [NOW - 100 - step, 'too_old'],
    [NOW, 'accepted'],
    [NOW + step, 'not_yet_valid'],
    [undefined, 'claim'],
  ])('iat %d where a token may be 100 s old: %s', async (iat, expected) => {
    const { verifier } = await worldOf('HS256', { maxAge: 100 })
    expect(await verdict(verifier, handMade(HEADER, { ...CLAIMS, iat }))).toBe(expected)
  })

  test.each([Number.NaN, Infinity, -Infinity])('a clock at %d lets nobody in', async (now) => {
    const { verifier, control } = await worldOf('HS256', { clock: () => now })
    expect(await verdict(verifier, control)).toBe('unavailable')
  })
})

describe('issuer and audience (RFC 7519 §4.1.1, §4.1.3; RFC 8725 §3.8, §3.9; CVE-2025-30144, CVE-2025-62610)', () => {
  const issuers: readonly unknown[] = [
    undefined,
    null,
    '',
    ['issuer'],
    ['https://evil.example', 'issuer'],
    { issuer: true },
    0,
    true,
    'ISSUER',
    'issuer ',
    'issuer/',
    'issuer\0',
    'issu\u0435r',
    'issue',
    'issuer.evil.example',
    '.*',
  ]

  test.each(issuers)('iss %j is refused', async (iss) => {
    const world = await worldOf('HS256', { issuer: ['issuer', 'second'] })
    await expectRefusalAtFirst(world, handMade(HEADER, { ...CLAIMS, iss }), 'issuer')
  })

  const audiences: readonly unknown[] = [
    undefined,
    null,
    '',
    [],
    [''],
    ['other'],
    'other',
    'API',
    'api ',
    'a',
    ['api', 1],
    ['api', null],
    [['api']],
    { api: true },
    { 0: 'api', length: 1 },
    0,
    true,
  ]

  test.each(audiences)('aud %j is refused', async (aud) => {
    const { verifier } = await worldOf('HS256', { audience: ['api', 'second'] })
    const world = { verifier, control: handMade(HEADER, { ...CLAIMS, aud: ['x', 'api'] }) }
    await expectRefusalAtFirst(world, handMade(HEADER, { ...CLAIMS, aud }), 'audience')
  })

  test.each([['api'], [['api']], [[]], [null]])(
    'an aud that nobody asked for is refused: %j',
    async (aud) => {
      await expectRefusalAtFirst(await worldOf(), handMade(HEADER, { ...CLAIMS, aud }), 'audience')
    },
  )

  test('matchers are texts: a regular expression is no setting', async () => {
    await expect(worldOf('HS256', { issuer: /issuer/ as never })).rejects.toThrow(TypeError)
    await expect(worldOf('HS256', { audience: [/api/] as never })).rejects.toThrow(TypeError)
    await expect(worldOf('HS256', { issuer: '' })).rejects.toThrow(TypeError)
  })
})
