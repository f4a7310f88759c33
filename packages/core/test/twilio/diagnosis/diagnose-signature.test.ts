import { describe, expect, test } from 'vitest'
import {
  AccessToken,
  TaskRouterCapability,
  videoGrant,
  type HmacAlgorithm,
} from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'
import {
  access,
  AUTH_TOKEN,
  classic,
  diagnose,
  HEADER,
  KEY_SECRET,
  NOW,
  shown,
  unseen,
} from './diagnosis-tokens.ts'

const both = { authToken: AUTH_TOKEN, secret: KEY_SECRET }
const apiKey = { accountSid: 'AC123', keySid: 'SK123', secret: KEY_SECRET, clock: () => NOW }

describe('a signature that is not whole', () => {
  const token = classic({})
  test.each([
    ['ten characters short', token.slice(0, -10)],
    ['one character short', token.slice(0, -1)],
    ['gone', token.slice(0, token.lastIndexOf('.') + 1)],
    ['one character long', `${token}A`],
    ['padded', `${token}=`],
    ['with a space in it', `${token.slice(0, -5)} ${token.slice(-4)}`],
    ['with spare bits', `${token.slice(0, -1)}B`],
  ])('is shown to be: %s', async (_what, cut) => {
    for (const options of [{}, { authToken: AUTH_TOKEN }, { authToken: 'another' }]) {
      expect(await shown(cut, options)).toEqual([
        expect.stringMatching(/^20101 31202: its signature was cut off or changed/),
      ])
      expect((await diagnose(cut, options)).signature).toBe('invalid')
      expect(await unseen(cut, options)).toEqual([])
    }
  })

  test.each<HmacAlgorithm>(['HS256', 'HS384', 'HS512'])('is not a whole one of %s', async (alg) => {
    const whole = await new AccessToken({ ...apiKey, algorithm: alg })
      .addGrant(videoGrant())
      .toJwt()
    expect(await shown(whole)).toEqual([])
    expect(await shown(whole.slice(0, -4))).toEqual([expect.stringMatching(/cut off/)])
  })

  test('is not looked for where the algorithm is another', async () => {
    for (const alg of ['RS256', 'none', 5]) {
      expect(await shown(classic({}, { alg }).slice(0, -10))).toEqual([
        expect.stringMatching(/algorithm/),
      ])
    }
  })
})

describe('a token signed with the other secret', () => {
  test('is an invalid one: an access token of the auth token', async () => {
    const token = access({}, {}, AUTH_TOKEN)
    for (const options of [{ authToken: AUTH_TOKEN }, both]) {
      const { signature, text } = await diagnose(token, options)
      expect(signature).toBe('invalid')
      expect(text).not.toMatch(/not checked/)
      expect(await shown(token, options)).toEqual([
        expect.stringMatching(/^20101 31202: it is signed with the auth token/),
      ])
    }
  })

  test('is an invalid one: a capability or TaskRouter token of the API key', async () => {
    const taskRouter = await new TaskRouterCapability({
      accountSid: 'AC123',
      authToken: KEY_SECRET,
      workspaceSid: 'WS1',
      clock: () => NOW,
    }).generateToken()
    for (const token of [classic({}, {}, KEY_SECRET), taskRouter]) {
      for (const options of [{ secret: KEY_SECRET }, both]) {
        expect((await diagnose(token, options)).signature).toBe('invalid')
        expect(await shown(token, options)).toEqual([
          expect.stringMatching(/^20101 31202: it is signed with the secret of the API key/),
        ])
        expect(await unseen(token, options)).toEqual([])
      }
    }
  })

  test('is none where both secrets are one', async () => {
    const one = { authToken: AUTH_TOKEN, secret: AUTH_TOKEN }
    expect((await diagnose(classic({}), one)).signature).toBe('valid')
    expect((await diagnose(access({}, {}, AUTH_TOKEN), one)).signature).toBe('valid')
  })

  test('is none of Twilio’s kinds either where its claims are not', async () => {
    const token = rawToken(HEADER, { exp: NOW + 60 }, KEY_SECRET)
    const causes = await shown(token, { secret: KEY_SECRET })
    expect(causes).not.toContainEqual(expect.stringMatching(/signed with/))
  })
})

describe('a signature that was not checked', () => {
  const fixes = async (token: string, options = {}): Promise<string[]> =>
    (await diagnose(token, options)).causes.flatMap(({ cause, fix }) =>
      /signature/.test(cause) ? [fix] : [],
    )

  test('names the option that would check it', async () => {
    expect(await fixes(classic({}))).toEqual([expect.stringMatching(/`authToken`/)])
    expect(await fixes(access({}))).toEqual([expect.stringMatching(/`secret`/)])
    expect(await fixes(classic({}), { secret: 'another' })).toEqual([
      expect.stringMatching(/`authToken`/),
    ])
    expect(await fixes(access({}), { authToken: 'another' })).toEqual([
      expect.stringMatching(/`secret`/),
    ])
  })

  test('cannot be checked with a secret if its algorithm has none', async () => {
    for (const alg of ['RS256', 'ES256', 'none']) {
      expect(await unseen(classic({}, { alg }))).toEqual([])
      expect((await diagnose(classic({}, { alg }), both)).signature).toBe('not_checked')
    }
  })
})
