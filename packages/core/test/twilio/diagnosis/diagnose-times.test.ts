import { describe, expect, test } from 'vitest'
import { readCapabilityToken } from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'
import { access, AUTH_TOKEN, classic, diagnose, HEADER, NOW, shown } from './diagnosis-tokens.ts'

describe('the seconds left', () => {
  test.each([
    [0.2, 1, 'It ends in 1 second.'],
    [1, 1, 'It ends in 1 second.'],
    [1.5, 2, 'It ends in 2 seconds.'],
    [0, 0, 'It has just ended.'],
    [-0.2, 0, 'It has just ended.'],
    [-1, -1, 'It ended 1 second ago.'],
    [-2.5, -2, 'It ended 2 seconds ago.'],
  ])('are whole: %d is %d', async (left, whole, words) => {
    const { secondsLeft, text, causes } = await diagnose(classic({ exp: NOW }), { now: NOW - left })
    expect(secondsLeft).toBe(whole)
    expect(text.split('\n')[1]).toBe(words)
    expect(causes.some(({ cause }) => cause === 'it has ended')).toBe(left <= 0)
  })

  test.each(['1e400', '-1e400', 'null', '"soon"', '[1]'])(
    'are absent where the end is no date: %s',
    async (exp) => {
      const token = rawToken(HEADER, `{"scope":"","iss":"AC123","exp":${exp}}`)
      expect(await diagnose(token)).not.toHaveProperty('secondsLeft')
      expect(await shown(token)).toEqual([expect.stringMatching(/its end is missing or no number/)])
    },
  )
})

describe('an end in text', () => {
  const text = String(NOW + 60)

  test('counts for a capability token, as it does for the reader', async () => {
    const token = classic({ exp: text })
    const options = { authToken: AUTH_TOKEN, accountSid: 'AC123' }
    const grant = await readCapabilityToken(token, { ...options, clock: () => NOW })
    expect(grant.expiresAt).toBe(NOW + 60)
    expect((await diagnose(token, options)).secondsLeft).toBe(60)
    expect(await shown(token, options)).toEqual([])
    expect(await shown(token, { now: NOW + 60 })).toEqual([expect.stringMatching(/ended/)])
    expect(await shown(classic({ exp: `${text}000` }))).toEqual([
      expect.stringMatching(/milliseconds/),
    ])
  })

  test.each(['', '0', ' 1700000060', '1700000060.5', '1.7e9', '+1700000060', '1700000060x'])(
    'is none unless it is whole seconds: %j',
    async (exp) => {
      expect(await diagnose(classic({ exp }))).not.toHaveProperty('secondsLeft')
      expect(await shown(classic({ exp }))).toEqual([expect.stringMatching(/no number/)])
    },
  )

  test('is none in tokens of other kinds', async () => {
    for (const token of [
      access({ exp: text }),
      classic({ scope: undefined, policies: [], exp: text }),
    ]) {
      expect(await diagnose(token)).not.toHaveProperty('secondsLeft')
      expect(await shown(token)).toEqual([expect.stringMatching(/no number/)])
    }
  })
})

describe('a start', () => {
  test.each([
    [{ nbf: NOW + 1 }, [/begins in the future/]],
    [{ iat: NOW + 1 }, [/issued in the future/]],
    [{ nbf: NOW, iat: NOW + 1 }, [/issued in the future/]],
    [{ nbf: NOW + 1, iat: NOW }, [/begins in the future/]],
    [{ nbf: NOW + 1, iat: NOW + 1 }, [/begins in the future/, /issued in the future/]],
    [{ nbf: NOW * 1000 }, [/`nbf` is in milliseconds/]],
    [{ iat: NOW * 1000 }, [/`iat` is in milliseconds/]],
    [{ nbf: NOW, iat: NOW }, []],
  ])('in the future is shown: %o', async (claims, causes) => {
    expect(await shown(classic(claims))).toEqual(causes.map((one) => expect.stringMatching(one)))
    expect(await shown(access(claims))).toEqual(causes.map((one) => expect.stringMatching(one)))
  })
})
