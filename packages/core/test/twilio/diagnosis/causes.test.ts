import { describe, expect, test } from 'vitest'
import {
  CapabilityToken,
  diagnoseToken,
  type DiagnoseTokenOptions,
  type TwilioErrorCode,
} from '../../../src/twilio.ts'
import { access, account, apiKey, classic, NOW } from './token-samples.ts'

/** What the token itself shows to be wrong, one line each: `codes: cause`. */
async function shown(token: string, options: DiagnoseTokenOptions = {}): Promise<string[]> {
  const { causes } = await diagnoseToken(token, { now: NOW, ...options })
  return causes
    .filter(({ certain }) => certain)
    .map(({ codes, cause }) => `${codes.join(' ')}: ${cause}`)
}

describe('a likely cause', () => {
  test('is none that a good token shows', async () => {
    expect(await shown(classic({}), account)).toEqual([])
    expect(await shown(access({}), { secret: apiKey.secret, accountSid: 'AC123' })).toEqual([])
    expect(
      await shown(
        await new CapabilityToken({ ...account, clock: () => NOW })
          .allowClientIncoming('Alice')
          .generateToken(),
        account,
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
    ['is RS256', access({}, { alg: 'RS256' }), {}, [20101, 31204], /HS256/],
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
    [
      'has no list of policies',
      classic({ scope: undefined, policies: {} }),
      {},
      [20101, 31204],
      /no list/,
    ],
    ['is of no kind', classic({ scope: undefined }), {}, [20101, 31204], /neither/],
    ['was cut off', classic({}).slice(0, 60), {}, [20101, 31204], /three parts/],
    ['was changed', classic({}).replace('e', 'é'), {}, [20101, 31204], /base64url/],
    ['has a part too many', `${classic({})}.e30`, {}, [20101, 31204], /three parts/],
    ['has a quote inside', classic({}).replace('.', '".'), {}, [20101, 31204], /base64url/],
    ['needs a name to chat', access({ grants: { chat: {} } }), {}, [20101, 31204], /identity/],
    ['needs a name to sync', access({ grants: { data_sync: {} } }), {}, [20101, 31204], /identity/],
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

  test.each<[string, string, DiagnoseTokenOptions]>([
    ['lives a day to the second', access({ exp: NOW + 86_400 }), {}],
    ['begins now', classic({ nbf: NOW, iat: NOW }), {}],
    ['has begun', classic({ nbf: NOW - 1, iat: NOW - 2 }), {}],
    ['leaves its type out', classic({}, { typ: undefined }), {}],
    ['has its type in small letters', classic({}, { typ: 'jwt' }), {}],
    ['lists no policies', classic({ scope: undefined, policies: [] }), {}],
    ['has a room for anybody', access({ grants: { video: {} } }), {}],
    ['has a name for a call', access({ grants: { voice: {}, identity: '' } }), {}],
    [
      'is of the same secret, whatever it is called',
      access({}),
      { secret: apiKey.secret, authToken: apiKey.secret },
    ],
  ])('is none that a token shows that %s', async (_what, token, options) => {
    expect(await shown(token, options)).toEqual([])
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
    expect(await unseen(classic({}), account)).toEqual([])
    expect(await unseen(classic({}), {})).toEqual([expect.stringMatching(/another secret/)])
    expect(await unseen(access({}), { secret: apiKey.secret })).toEqual([
      expect.stringMatching(/deleted, restricted/),
    ])
    const { causes } = await diagnoseToken(access({}), { now: NOW, secret: apiKey.secret })
    expect(causes.map(({ codes }) => codes)).toEqual([[20103, 31204]])
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

describe('the fix', () => {
  test.each<[string, RegExp, string, DiagnoseTokenOptions?]>([
    ['has ended', /fetch a new one/, access({ exp: NOW })],
    ['has no end', /`exp` must be a JSON number, seconds/, access({ exp: null })],
    ['ends in milliseconds', /`exp` must be seconds/, classic({ exp: NOW * 1000 })],
    ['lives too long', /a ttl of 86400 or less/, classic({ exp: NOW + 86_401 })],
    ['begins later', /clock of the server.*`nbf`/, classic({ nbf: NOW + 1 })],
    ['is of another secret', /with the current secret/, classic({}), { authToken: 'x' }],
    [
      'is of the auth token',
      /secret of the API key that `iss` names/,
      access({}),
      { authToken: apiKey.secret },
    ],
    ['is RS256', /sign with HS256/, classic({}, { alg: 'RS256' })],
    ['lacks its content type', /write "cty":"twilio-fpa;v=1"/, access({}, { cty: 'JWT' })],
    ['is issued by no key', /`iss` is the SID of the key/, access({ iss: 'AC123' })],
    ['is for no account', /`sub` is the SID of the account/, access({ sub: 5 })],
    ['is of no account', /`iss` is the SID of the account/, classic({ iss: 5 })],
    ['is of another account', /SID and the secret of one/, classic({}), { accountSid: 'AC9' }],
    ['is of no kind', /made for Twilio/, classic({ scope: undefined })],
    ['has no list of policies', /make it anew/, classic({ scope: undefined, policies: {} })],
    ['has a broken scope', /encode names and parameters/, classic({ scope: 'scope:a:b?c=%' })],
    ['grants no object', /make it anew/, access({ grants: [] })],
    ['grants nothing', /add a grant/, access({ grants: { identity: 'a' } })],
    ['names nobody', /give it the identity/, access({ grants: { voice: {} } })],
    ['was cut off', /the whole string .*, awaited/, classic({}).slice(0, 60)],
    ['was changed', /neither decoded nor escaped/, classic({}).replace('e', 'é')],
    ['is in quotes', /the token alone/, `'${classic({})}'`],
    ['is too long', /fewer parameters/, classic({ x: 'x'.repeat(8192) })],
    ['was not checked', /give .*(secret|authToken)/, classic({})],
    ['is of an unknown key', /a standard key/, access({}), { secret: apiKey.secret }],
  ])('of a token that %s is told: %s', async (_what, fix, token, options) => {
    const { causes, text } = await diagnoseToken(token, { now: NOW, ...options })
    expect(causes[0]?.fix).toMatch(fix)
    expect(text).toMatch(fix)
  })
})
