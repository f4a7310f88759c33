import { describe, expect, test } from 'vitest'
import {
  CapabilityToken,
  diagnoseToken,
  type DiagnoseTokenOptions,
  type TwilioErrorCode,
} from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'

const NOW = 1_700_000_000
const account = { accountSid: 'AC123', authToken: 'the auth token', clock: (): number => NOW }
const apiKey = { secret: 'the key secret' }

const HEADER = { typ: 'JWT', alg: 'HS256' }
const CLAIMS = { scope: '', iss: 'AC123', exp: NOW + 60 }
const ACCESS_HEADER = { ...HEADER, cty: 'twilio-fpa;v=1' }
const ACCESS_CLAIMS = {
  grants: { identity: 'alice', video: {} },
  iss: 'SK123',
  sub: 'AC123',
  exp: NOW + 60,
}

const classic = (claims: object, header: object = {}): string =>
  rawToken({ ...HEADER, ...header }, { ...CLAIMS, ...claims }, account.authToken)
const access = (claims: object, header: object = {}): string =>
  rawToken({ ...ACCESS_HEADER, ...header }, { ...ACCESS_CLAIMS, ...claims }, apiKey.secret)

/** What the token itself shows to be wrong, one line each: `codes: cause`. */
async function shown(token: string, options: DiagnoseTokenOptions = {}): Promise<string[]> {
  const { causes } = await diagnoseToken(token, { now: NOW, ...options })
  return causes
    .filter(({ certain }) => certain)
    .map(({ codes, cause }) => `${codes.join(' ')}: ${cause}`)
}

describe('a likely cause', () => {
  test('is none that a good token shows', async () => {
    expect(await shown(classic({}), ofAccount())).toEqual([])
    expect(await shown(access({}), { secret: apiKey.secret, accountSid: 'AC123' })).toEqual([])
    expect(
      await shown(
        await new CapabilityToken(account).allowClientIncoming('Alice').generateToken(),
        ofAccount(),
      ),
    ).toEqual([])
  })

  test.each<[string, string, DiagnoseTokenOptions, readonly TwilioErrorCode[], RegExp]>([
    ['has ended', classic({ exp: NOW }), {}, [20104, 31205], /ended/],
    ['has no end', classic({ exp: undefined }), {}, [20104, 31204], /end is missing/],
    ['ends in text', access({ exp: '1700000060' }), {}, [20104, 31204], /no number/],
    ['ends in milliseconds', classic({ exp: NOW * 1000 }), {}, [20104, 31207], /milliseconds/],
    ['lives too long', access({ exp: NOW + 86_401 }), {}, [20104, 31207], /longer than a day/],
    ['begins later', access({ nbf: NOW + 1 }), {}, [20101, 31204], /future/],
    ['was issued later', classic({ iat: NOW + 1 }), {}, [20101, 31204], /future/],
    ['is of another secret', classic({}), { authToken: 'x' }, [20101, 31202], /another secret/],
    ['is of another key', access({}), { secret: 'x' }, [20101, 31202], /another secret/],
    [
      'is of the auth token',
      access({}),
      { authToken: apiKey.secret },
      [20101, 31202],
      /auth token/,
    ],
    ['is HS512', access({}, { alg: 'HS512' }), {}, [20101, 31204], /HS256/],
    ['is no JWT', classic({}, { typ: 'at+jwt' }), {}, [20101, 31204], /type/],
    ['lacks its content type', access({}, { cty: undefined }), {}, [20101], /access token/],
    ['is issued by no key', access({ iss: 'AC123' }), {}, [20103, 31204], /API key/],
    ['is for no account', access({ sub: 'SK123' }), {}, [20103, 31204], /no account/],
    [
      'is for another account',
      access({}),
      { accountSid: 'AC9' },
      [20103, 31204],
      /another account/,
    ],
    ['is of no account', classic({ iss: 'SK123' }), {}, [31202, 31204], /no account/],
    [
      'is of another account',
      classic({}),
      { accountSid: 'AC9' },
      [31202, 31204],
      /another account/,
    ],
    ['has a broken scope', classic({ scope: 'scope:a:b?c=%' }), {}, [20101, 31204], /scope/],
    ['has a scope of numbers', classic({ scope: 5 }), {}, [20101, 31204], /scope/],
    ['grants nothing', access({ grants: { identity: 'a' } }), {}, [20101, 31204], /nothing/],
    ['grants no object', access({ grants: [] }), {}, [20101, 31204], /no object/],
    ['names nobody', access({ grants: { voice: {} } }), {}, [20101, 31204], /identity/],
    ['has no list of policies', classic({ policies: {} }), {}, [20101, 31204], /no list/],
    ['is of no kind', classic({ scope: undefined }), {}, [20101, 31204], /neither/],
    ['was cut off', classic({}).slice(0, 60), {}, [20101, 31204], /three parts/],
    [
      'was changed',
      `${HEADER.alg}.${classic({})}`.slice(6).replace('e', 'é'),
      {},
      [20101, 31204],
      /base64url/,
    ],
    ['is in quotes', `"${classic({})}"`, {}, [20101, 31204], /around it/],
    ['is an Authorization header', `Bearer ${classic({})}`, {}, [20101, 31204], /around it/],
    ['has a line break', `${classic({})}\n`, {}, [20101, 31204], /around it/],
    ['is too long', classic({ x: 'x'.repeat(8192) }), {}, [20101, 31204], /longer than/],
  ])('is shown by a token that %s', async (_what, token, options, codes, cause) => {
    const found = await shown(token, options)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(cause)
    expect(found[0]).toMatch(new RegExp(`^${codes.join(' ')}:`))
  })

  test('is named for every code', async () => {
    const tokens = [
      access({ exp: NOW }),
      access({ iss: '' }),
      access({}),
      classic({ exp: NOW * 2 }),
    ]
    const found = await Promise.all(tokens.map((token) => diagnoseToken(token, { now: NOW })))
    const codes = new Set(found.flatMap(({ causes }) => causes.flatMap((cause) => cause.codes)))
    expect(codes).toEqual(new Set([20101, 20103, 20104, 31202, 31204, 31205, 31207]))
  })

  test('says what cannot be seen from the token apart from what can', async () => {
    const unseen = async (token: string, options: DiagnoseTokenOptions): Promise<string[]> =>
      (await diagnoseToken(token, { now: NOW, ...options })).causes.flatMap(({ certain, cause }) =>
        certain ? [] : [cause],
      )
    expect(await unseen(classic({}), ofAccount())).toEqual([])
    expect(await unseen(classic({}), {})).toEqual([expect.stringMatching(/another secret/)])
    expect(await unseen(access({}), { secret: apiKey.secret })).toEqual([
      expect.stringMatching(/deleted, restricted/),
    ])
  })

  test('stands before what is around the token, which is read all the same', async () => {
    const { kind, causes } = await diagnoseToken(` Bearer ${access({ exp: NOW })} `, { now: NOW })
    expect(kind).toBe('access')
    expect(causes.slice(0, 2).map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/around it/),
      expect.stringMatching(/ended/),
    ])
  })
})

function ofAccount(): DiagnoseTokenOptions {
  return { authToken: account.authToken, accountSid: account.accountSid }
}
