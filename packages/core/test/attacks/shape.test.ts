import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  encode,
  expectRefusal,
  expectRefusalAtFirst,
  handMade,
  HEADER,
  verdict,
  worldOf,
} from './hand.ts'

describe('the shape (RFC 7515 §7.1, RFC 7516 §7.1; CVE-2025-27144, CVE-2025-30204, CVE-2025-22868)', () => {
  const limits = { maxTokenBytes: 1_000_000 }

  test.each([
    ['20,000 dots', '.'.repeat(20_000)],
    ['a million dots but for the limit', '.'.repeat(999_999)],
    ['one dot', 'e30.e30'],
    ['two dots and nothing', '..'],
    ['no dot', 'e30'],
    ['nothing', ''],
    ['64 KB without a dot', 'A'.repeat(65_536)],
    ['a header of 64 KB', `${'A'.repeat(65_536)}.e30.AAAA`],
    ['a payload of 64 KB', `${encode(HEADER)}.${'A'.repeat(65_536)}.AAAA`],
    ['a payload nested 30,000 deep', `${encode(HEADER)}.${encode('['.repeat(30_000))}.AAAA`],
    [
      'a header of 20,000 members',
      `${encode(`{${'"alg":"HS256",'.repeat(20_000)}"a":1}`)}.e30.AAAA`,
    ],
    ['a payload of quotes', `${encode(HEADER)}.${encode('"'.repeat(60_000))}.AAAA`],
    [
      'a payload of backslashes',
      `${encode(HEADER)}.${encode(`{"${'\\'.repeat(60_001)}":1}`)}.AAAA`,
    ],
  ])('%s', async (_what, token) => {
    await expectRefusalAtFirst(await worldOf('HS256', limits), token, 'malformed')
    const usual = token.length > 8192 ? 'too_large' : 'malformed'
    await expectRefusalAtFirst(await worldOf(), token, usual)
  })

  test('64 KB of signature are a wrong signature', async () => {
    const world = await worldOf('HS256', limits)
    const input = world.control.split('.', 2).join('.')
    await expectRefusal(world, `${input}.${'A'.repeat(65_536)}`, 'signature')
  })

  test('deep nesting in signed claims neither overflows a stack nor takes a member along', async () => {
    const world = await worldOf('HS256', limits)
    const depth = 7000
    const deep = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    const payload = `${JSON.stringify(CLAIMS).slice(0, -1)},"deep":${deep}}`
    expect(await verdict(world.verifier, handMade(HEADER, payload))).toBe('accepted')
    expect(await verdict(world.verifier, world.control)).toBe('accepted')
  })
})

describe('encrypted and nested tokens (RFC 7516 §7.1, RFC 7519 §5.2, RFC 8725 §2.8; CVE-2022-36083, CVE-2024-28176, CVE-2024-28180, CVE-2026-29000)', () => {
  test.each([
    ['dir', { alg: 'dir', enc: 'A256GCM' }],
    ['a compression bomb', { alg: 'RSA-OAEP', enc: 'A256GCM', zip: 'DEF' }],
    [
      'PBES2 with many rounds',
      { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2_147_483_647, p2s: 'AA' },
    ],
    ['a token that wraps another', { alg: 'dir', enc: 'A128GCM', cty: 'JWT' }],
    ['the algorithm of a signature', HEADER],
  ])('five parts: %s', async (_what, header) => {
    const world = await worldOf()
    const [, payload, signature] = world.control.split('.')
    const parts = [encode(header), '', encode('123456789012'), payload, signature]
    await expectRefusal(world, parts.join('.'), 'malformed')
    await expectRefusal(world, [encode(header), ...parts.slice(0, 4)].join('.'), 'malformed')
  })

  test('three parts with the header of an encrypted token', async () => {
    const world = await worldOf()
    const header = { ...HEADER, alg: 'dir', enc: 'A256GCM', zip: 'DEF' }
    await expectRefusal(world, handMade(header, CLAIMS), 'algorithm')
  })

  test('a signed token whose payload is a token is not unwrapped', async () => {
    const world = await worldOf()
    const none = `${encode({ alg: 'none' })}.${encode(CLAIMS)}.`
    for (const inner of [
      world.control,
      none,
      JSON.stringify(world.control),
      Buffer.from('78da', 'hex'),
    ]) {
      await expectRefusal(world, handMade({ ...HEADER, cty: 'JWT' }, inner), 'malformed')
    }
  })
})
