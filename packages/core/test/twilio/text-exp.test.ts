import { describe, expect, test } from 'vitest'
import { readAccessToken, readCapabilityToken, twilioVerifier } from '../../src/twilio.ts'
import { rawToken } from '../token/raw-token.ts'

const NOW = 1_700_000_000
const clock = (): number => NOW
const exp = String(NOW + 60)
const HEADER = { typ: 'JWT', alg: 'HS256' }

describe('an end in text, as the oldest libraries for Java wrote it', () => {
  test('ends a capability token', async () => {
    const token = rawToken(HEADER, { iss: 'AC123', exp, scope: '' }, 'secret')
    const account = { accountSid: 'AC123', authToken: 'secret', clock }
    expect((await readCapabilityToken(token, account)).expiresAt).toBe(NOW + 60)
    const grant = await twilioVerifier(account).verify(token)
    expect([grant.expiresAt, grant.claims['exp']]).toEqual([NOW + 60, exp])
    await expect(
      readCapabilityToken(token, { ...account, clock: () => NOW + 60 }),
    ).rejects.toMatchObject({ reason: 'expired' })
  })

  test('ends no access token: no library wrote it there', async () => {
    const token = rawToken(
      { ...HEADER, cty: 'twilio-fpa;v=1' },
      { iss: 'SK1', sub: 'AC1', exp, grants: {} },
      'secret',
    )
    await expect(readAccessToken(token, { secret: 'secret', clock })).rejects.toMatchObject({
      reason: 'claim',
    })
  })
})
