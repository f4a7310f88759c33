import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMinter, defineCapability, exact, generateKey } from '../../src/index.ts'
import { writeClaims, type MintedClaims } from '../../src/token/write-claims.ts'

const anyText = fc.string({ unit: 'binary' })
const seconds = fc.oneof(fc.integer({ min: 0 }), fc.double({ min: 0, max: 1e12, noNaN: true }))
const perhaps = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined })
const anyClaims: fc.Arbitrary<MintedClaims> = fc.record({
  iss: anyText,
  sub: perhaps(anyText),
  aud: perhaps(fc.oneof(anyText, fc.array(anyText))),
  exp: fc.integer(),
  nbf: perhaps(seconds),
  iat: perhaps(seconds),
  jti: fc.base64String().map((text) => text.replaceAll(/[+/=]/g, '_')),
  scope: fc.webQueryParameters(),
  sid: perhaps(anyText),
  once: fc.constantFrom(true as const, undefined),
  cnf: perhaps(fc.record({ jkt: anyText })),
  root: perhaps(anyText),
})
/** Names that objects treat in ways of their own are names like any other. */
const anyCustom = fc
  .dictionary(fc.oneof(anyText, fc.constantFrom('__proto__', '0', 'toJSON')), fc.jsonValue())
  .map((custom) => JSON.parse(JSON.stringify(custom)) as Record<string, unknown>)

test('claims are written as JSON.stringify writes them, the own ones first', () => {
  fc.assert(
    fc.property(anyClaims, perhaps(anyCustom), (claims, custom) => {
      const { iss, sub, aud, exp, nbf, iat, jti, scope, sid, once, cnf, root } = claims
      const inOrder = { iss, sub, aud, exp, nbf, iat, jti, scope, sid, once, cnf, root }
      expect(writeClaims(claims, custom)).toBe(JSON.stringify({ ...custom, ...inOrder }))
    }),
  )
})

test.each(['"', '\\', '\n', '\u007f', '\u2028', '\ud800', '\u0000', 'é', '😀', '"}'])(
  'a subject with %j is that subject when it is read',
  async (subject) => {
    const issuer = 'https://phone.example'
    const enter = defineCapability('room:enter', { room: exact() })
    const minter = createMinter({ issuer, keys: await generateKey('HS256') })
    const capabilities = [enter({ room: 'a"b\\c' })]
    const { token, scope } = await minter.mint({ subject, session: subject, capabilities })
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
    expect(JSON.parse(payload)).toMatchObject({ iss: issuer, sub: subject, sid: subject, scope })
  },
)
