import { describe, expect, test } from 'vitest'
import { CLAIMS, HEADER, NOW, rawToken, rawVerifier, reasonFor, tokenWith } from './raw-token.ts'

describe('claims (RFC 7519 §4.1)', () => {
  test.each([
    [{ exp: undefined }, 'claim'],
    [{ exp: String(NOW + 60) }, 'claim'],
    [{ exp: null }, 'claim'],
    [{ exp: [NOW + 60] }, 'claim'],
    [{ exp: true }, 'claim'],
    [{ exp: NOW }, 'expired'],
    [{ exp: NOW - 0.001 }, 'expired'],
    [{ exp: 0 }, 'expired'],
    [{ exp: -1 }, 'expired'],
    [{ nbf: NOW + 0.001 }, 'not_yet_valid'],
    [{ nbf: '0' }, 'claim'],
    [{ nbf: null }, 'claim'],
    [{ iat: 'x' }, 'claim'],
    [{ iss: undefined }, 'issuer'],
    [{ iss: 'other' }, 'issuer'],
    [{ iss: ['issuer'] }, 'issuer'],
    [{ iss: 0 }, 'issuer'],
    [{ aud: 'someone' }, 'audience'],
    [{ aud: [] }, 'audience'],
    [{ aud: null }, 'audience'],
    [{ sub: 1 }, 'claim'],
    [{ jti: {} }, 'claim'],
    [{ scope: ['scope:a:b'] }, 'claim'],
    [{ scope: null }, 'claim'],
    [{ sid: 1 }, 'claim'],
    [{ root: 1 }, 'claim'],
    [{ cnf: {} }, 'claim'],
    [{ cnf: { jkt: 1 } }, 'claim'],
    [{ cnf: 'x' }, 'claim'],
    [{ cnf: null }, 'claim'],
    [{ cnf: ['print'] }, 'claim'],
    [{ once: true }, 'replay_store_missing'],
    [{ once: 'true' }, 'claim'],
  ])('%j is refused: %s', async (claims, reason) => {
    expect(await reasonFor(tokenWith(claims))).toBe(reason)
  })

  test.each([
    ['1e400', 'claim'],
    ['-1e400', 'claim'],
    ['"0x7fffffff"', 'claim'],
    ['-0', 'expired'],
  ])('exp written as %s is refused: %s', async (exp, reason) => {
    const payload = JSON.stringify(CLAIMS).replace(String(CLAIMS.exp), exp)
    expect(await reasonFor(rawToken(HEADER, payload))).toBe(reason)
  })

  test.each([
    [{ exp: NOW + 0.001 }],
    [{ nbf: NOW }],
    [{ iat: NOW + 1000 }],
    [{ iat: undefined, sub: undefined, scope: undefined }],
  ])('%j is fine', async (claims) => {
    expect(await reasonFor(tokenWith(claims))).toBeUndefined()
  })

  test('leeway moves both ends, and no further', async () => {
    const verifier = await rawVerifier({ leeway: 5 })
    expect(await reasonFor(tokenWith({ exp: NOW - 4.9 }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ exp: NOW - 5 }), verifier)).toBe('expired')
    expect(await reasonFor(tokenWith({ nbf: NOW + 5 }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ nbf: NOW + 5.1 }), verifier)).toBe('not_yet_valid')
  })

  test('maxAge asks for iat and counts from it', async () => {
    const verifier = await rawVerifier({ maxAge: 30, leeway: 1 })
    expect(await reasonFor(tokenWith({ iat: NOW - 31 }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ iat: NOW - 31.1 }), verifier)).toBe('too_old')
    expect(await reasonFor(tokenWith({ iat: NOW + 1 }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ iat: NOW + 2 }), verifier)).toBe('not_yet_valid')
    expect(await reasonFor(tokenWith({ iat: undefined }), verifier)).toBe('claim')
  })

  test('audience: one of those configured must be there', async () => {
    const verifier = await rawVerifier({ audience: ['a', 'b'] })
    expect(await reasonFor(tokenWith({ aud: 'b' }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ aud: ['x', 'a'] }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ aud: ['x'] }), verifier)).toBe('audience')
    expect(await reasonFor(tokenWith({ aud: ['a', 1] }), verifier)).toBe('audience')
    expect(await reasonFor(tokenWith({}), verifier)).toBe('audience')
    const any = await rawVerifier({ audience: false })
    expect(await reasonFor(tokenWith({ aud: 'whoever' }), any)).toBeUndefined()
    expect(await reasonFor(tokenWith({}), any)).toBeUndefined()
  })

  test('several issuers are names of one authority', async () => {
    const verifier = await rawVerifier({ issuer: ['old', 'issuer'] })
    expect(await reasonFor(tokenWith({ iss: 'old' }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ iss: 'other' }), verifier)).toBe('issuer')
  })

  test('required claims must be there and not null', async () => {
    const verifier = await rawVerifier({ requiredClaims: ['team', 'toString'] })
    expect(await reasonFor(tokenWith({ team: 0, toString: '' }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ team: null, toString: '' }), verifier)).toBe('claim')
    expect(await reasonFor(tokenWith({ team: 'x' }), verifier)).toBe('claim')
  })
})
