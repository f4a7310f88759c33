import { describe, expect, test } from 'vitest'
import { CapabilityToken, readCapabilityToken } from '../../src/twilio.ts'

const NOW = 1_700_000_000
const account = { accountSid: 'AC123', authToken: 'secret', clock: () => NOW }
const builder = (): CapabilityToken => new CapabilityToken(account)

describe('a claim that has a meaning of its own', () => {
  test.each([
    ['nbf', NOW],
    ['iat', NOW - 0.5],
    ['sub', 'alice'],
    ['jti', 'a1'],
    ['sid', 's1'],
    ['root', 'r1'],
  ])('is taken and read: %s', async (name, value) => {
    const token = await builder().addClaim(name, value).generateToken()
    const grant = await readCapabilityToken(token, { authToken: 'secret', clock: () => NOW })
    expect(grant.claims[name]).toBe(value)
  })

  test.each([
    ['nbf', 'x', 'number'],
    ['nbf', null, 'number'],
    ['iat', String(NOW), 'number'],
    ['iat', [NOW], 'number'],
    ['sub', 5, 'string'],
    ['jti', 5, 'string'],
    ['sid', {}, 'string'],
    ['root', false, 'string'],
  ])('must be of its type: %s is not %j', (name, value, type) => {
    expect(() => builder().addClaim(name, value)).toThrow(TypeError)
    expect(() => builder().addClaim(name, value)).toThrow(
      new RegExp(`^addClaim: the claim "${name}" is a ${type}`),
    )
  })

  test.each([Number.NaN, Infinity])('is no date: %d', (value) => {
    expect(() => builder().addClaim('nbf', value)).toThrow(TypeError)
  })

  test.each([
    ['aud', 'x'],
    ['aud', ['x']],
    ['once', true],
    ['once', false],
    ['cnf', { jkt: 'x' }],
  ])('that no reader of these tokens takes is not written: %s %j', (name, value) => {
    expect(() => builder().addClaim(name, value)).toThrow(TypeError)
    expect(() => builder().addClaim(name, value)).toThrow(/^addClaim: the claim "\w+" is reserved/)
  })

  test.each(['toString', 'constructor', '__proto__'])('is not %s', async (name) => {
    const token = await builder().addClaim(name, 5).generateToken()
    const grant = await readCapabilityToken(token, { authToken: 'secret', clock: () => NOW })
    expect(Object.entries(grant.claims)[0]).toEqual([name, 5])
  })
})
