import { describe, expect, test } from 'vitest'
import { CapabilityToken, configure, TaskRouterCapability } from '../../src/twilio.ts'

const workspaceSid = 'WS123'

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

// In this order on purpose, and in no other file: the account is one for the whole process.
describe('configure', () => {
  test('is one of two ways, and the message says both', () => {
    const both = /\{ accountSid, authToken \}.*configure/
    expect(() => new CapabilityToken()).toThrow(both)
    expect(() => new TaskRouterCapability({ workspaceSid })).toThrow(both)
  })

  test('gives the account; a later call replaces it; options win', async () => {
    const issuerOf = async (token: CapabilityToken): Promise<unknown> =>
      claimsOf(await token.generateToken())['iss']
    configure({ accountSid: 'AC1', authToken: 'one' })
    const early = new CapabilityToken()
    configure({ accountSid: 'AC2', authToken: 'two' })
    expect(await issuerOf(early)).toBe('AC1')
    expect(await issuerOf(new CapabilityToken())).toBe('AC2')
    const account = { accountSid: 'AC123123', authToken: 'secret' }
    expect(await issuerOf(new CapabilityToken(account))).toBe('AC123123')
    expect(() => configure({ accountSid: 'AC3', authToken: '' })).toThrow(TypeError)
    expect(await issuerOf(new CapabilityToken())).toBe('AC2')
  })

  test('never gives half of an account', () => {
    configure({ accountSid: 'AC1', authToken: 'one' })
    expect(() => new CapabilityToken({ accountSid: 'AC4' } as never)).toThrow(
      /CapabilityToken: .*both/,
    )
    expect(() => new CapabilityToken({ authToken: 'four' } as never)).toThrow(
      /CapabilityToken: .*both/,
    )
  })

  test('names what it cannot take', () => {
    expect(() => configure({ accountSid: '', authToken: 'one' })).toThrow(
      /^configure: "accountSid" must be/,
    )
    expect(() => configure({ accountSid: 'AC1', authToken: '' })).toThrow(
      /^configure: "authToken" must be/,
    )
  })

  test('is for TaskRouter as well, in the claims and in the policies', async () => {
    configure({ accountSid: 'AC456', authToken: 'secret' })
    const token = await new TaskRouterCapability({ workspaceSid }).generateToken()
    expect(claimsOf(token)).toMatchObject({
      account_sid: 'AC456',
      iss: 'AC456',
      policies: expect.arrayContaining([
        expect.objectContaining({
          url: 'https://event-bridge.twilio.com/v1/wschannels/AC456/WS123',
        }),
      ]),
    })
    expect(() => new TaskRouterCapability({ workspaceSid, accountSid: 'AC1' } as never)).toThrow(
      /both/,
    )
  })
})
