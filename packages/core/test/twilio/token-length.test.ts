import { describe, expect, test } from 'vitest'
import {
  AccessToken,
  CapabilityToken,
  diagnoseToken,
  playbackGrant,
  readAccessToken,
  readCapabilityToken,
  TaskRouterCapability,
} from '../../src/twilio.ts'

const NOW = 1_700_000_000
const clock = (): number => NOW
const account = { accountSid: 'AC123', authToken: 'secret', clock }
const LONGEST = 8192

const withClaim = (length: number): CapabilityToken =>
  new CapabilityToken(account).addClaim('x', 'x'.repeat(length))

/** The longest claim that the builder still signs, of those near the limit. */
async function longestClaim(): Promise<number> {
  const { length } = await withClaim(0).generateToken()
  const around = Math.floor(((LONGEST - length) * 3) / 4)
  const sizes = Array.from({ length: 12 }, (_, i) => around + 6 - i)
  for (const size of sizes) {
    const made = await withClaim(size)
      .generateToken()
      .catch(() => undefined)
    if (made !== undefined) return size
  }
  throw new Error('none is signed')
}

describe('a token', () => {
  test('is made as long as it can be read, and no longer', async () => {
    const size = await longestClaim()
    const token = await withClaim(size).generateToken()
    expect(token.length).toBeLessThanOrEqual(LONGEST)
    expect(token.length).toBeGreaterThan(LONGEST - 4)
    await readCapabilityToken(token, { authToken: 'secret', clock })
    expect((await diagnoseToken(token, { now: NOW })).kind).toBe('capability')

    await expect(withClaim(size + 1).generateToken()).rejects.toThrow(RangeError)
    const asked = { ttl: 60 }
    await expect(withClaim(size + 1).generate(asked)).rejects.toThrow(
      /^generate: the token is longer than 8192 characters.* fewer or shorter parameters/,
    )
  })

  test.each<[string, () => Promise<string>]>([
    [
      'generateToken',
      () =>
        new CapabilityToken(account)
          .allowClientOutgoing('AP1', { a: 'x'.repeat(3900) })
          .allowClientOutgoing('AP2', { a: 'x'.repeat(3900) })
          .generateToken(),
    ],
    [
      'generateToken',
      () => {
        const capability = new TaskRouterCapability({ ...account, workspaceSid: 'WS1' })
        for (let i = 0; i < 100; i += 1) {
          capability.addPolicy({ url: `https://a.example/${i}`, method: 'GET' })
        }
        return capability.generateToken()
      },
    ],
    [
      'toJwt',
      () =>
        new AccessToken({ accountSid: 'AC1', keySid: 'SK1', secret: 's' })
          .addGrant(playbackGrant({ a: 'x'.repeat(8000) }))
          .toJwt(),
    ],
  ])('that no reader takes is not made by %s', async (method, make) => {
    const made = make()
    await expect(made).rejects.toThrow(RangeError)
    await expect(made).rejects.toThrow(new RegExp(`^${method}: .*8192 characters`))
  })

  test('that is longer is refused by the readers, and said to be', async () => {
    const token = 'a'.repeat(LONGEST + 1)
    await expect(readCapabilityToken(token, { authToken: 'x' })).rejects.toMatchObject({
      reason: 'too_large',
    })
    await expect(readAccessToken(token, { secret: 'x' })).rejects.toMatchObject({
      reason: 'too_large',
    })
    const { causes } = await diagnoseToken(token)
    expect(causes.map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/^it is longer than 8192 characters, .* here/),
    ])
    expect(causes[0]?.cause).not.toMatch(/server/)
  })
})
