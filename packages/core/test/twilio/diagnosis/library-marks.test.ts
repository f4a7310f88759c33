import { describe, expect, test } from 'vitest'
import { CapabilityToken } from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'
import { diagnose, HEADER, NOW } from './diagnosis-tokens.ts'

const librariesOf = async (token: string): Promise<readonly string[]> =>
  (await diagnose(token)).libraries

const withClaim = async (name: string, value: unknown): Promise<readonly string[]> =>
  librariesOf(
    await new CapabilityToken({ accountSid: 'AC1', authToken: 'secret' })
      .addClaim(name, value)
      .generateToken(),
  )

describe('an escaped slash', () => {
  test.each([
    [String.raw`a\/b`, true],
    [String.raw`\/`, true],
    [String.raw`a\\\/b`, true],
    [String.raw`a\\/b`, false],
    [String.raw`\\\\/`, false],
    ['a/b', false],
  ])('%s is that of PHP: %s', async (text, isPhp) => {
    const libraries = await librariesOf(
      rawToken(HEADER, `{"p":"${text}","scope":"","iss":"AC1","exp":1}`),
    )
    expect(libraries[0] === 'PHP' && libraries.length === 1).toBe(isPhp)
  })

  test('is not a backslash and a slash of one’s own', async () => {
    expect(await withClaim('p', 'a\\/b')).toContain('Grantline')
  })
})

describe('an iat', () => {
  test.each([
    ['{"scope":"","iss":"AC1","exp":1,"iat":1}', 'Node 2 to 3.4'],
    ['{"jti":"SK1-1","grants":{},"iat":1,"exp":1,"iss":"SK1","sub":"AC1"}', 'Node 2 to 3.4'],
    [
      '{"jti":"SK1-1","grants":{},"nbf":1,"iat":1,"exp":1,"iss":"SK1","sub":"AC1"}',
      'Node 2 to 3.4',
    ],
    ['{"iss":"AC1","iat":1,"exp":1,"scope":""}', ''],
    [
      '{"x-iat":1,"scope":"","iss":"AC1","exp":1}',
      'PHP or Ruby 3 to 4 or Node 1 to 2 or Grantline',
    ],
  ])('is that of Node at its own place only: %s', async (payload, libraries) => {
    expect((await librariesOf(rawToken(HEADER, payload))).join(' or ')).toBe(libraries)
  })

  test('put in by addClaim is ours', async () => {
    expect(await withClaim('iat', NOW)).toContain('Grantline')
  })
})
