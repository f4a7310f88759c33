import { describe, expect, test } from 'vitest'
import { AccessToken, CapabilityToken, videoGrant } from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'
import {
  access,
  ACCESS_HEADER,
  AUTH_TOKEN,
  classic,
  diagnose,
  HEADER,
  NOW,
  shown,
  unseen,
} from './diagnosis-tokens.ts'

const iss = 'https://a.example'

describe('the kind', () => {
  test.each<[kind: string, header: object, claims: object]>([
    ['unknown', { alg: 'RS256', typ: 'JWT' }, { iss, scope: 'openid profile', exp: NOW + 60 }],
    ['unknown', { alg: 'HS256', typ: 'capability+jwt' }, { iss, scope: 'scope:a:b', jti: 'x' }],
    ['unknown', { alg: 'HS256', typ: 'at+jwt' }, { iss, grants: {} }],
    ['unknown', { alg: 'HS256', typ: 5 }, { scope: '' }],
    ['unknown', HEADER, { scope: 'xscope:a:b' }],
    ['unknown', HEADER, {}],
    ['capability', HEADER, { scope: '' }],
    ['capability', HEADER, { scope: 'openid scope:a:b' }],
    ['capability', HEADER, { scope: 5 }],
    ['capability', { ...HEADER, typ: 'application/jwt' }, { scope: '' }],
    ['capability', HEADER, { scope: 'scope:a:b', grants: {}, policies: [] }],
    ['task_router', HEADER, { policies: [], grants: {} }],
    ['access', HEADER, { grants: {} }],
    ['access', ACCESS_HEADER, { scope: 'scope:a:b', grants: {} }],
    ['access', { alg: 'HS256', cty: 'twilio-fpa;v=1' }, {}],
  ])('%s: %o %o', async (kind, header, claims) => {
    expect((await diagnose(rawToken(header, claims))).kind).toBe(kind)
  })

  test('is not changed by a claim of one’s own', async () => {
    for (const name of ['grants', 'policies']) {
      const builder = new CapabilityToken({ accountSid: 'AC123', authToken: 'secret' })
      const token = await builder.addClaim(name, {}).allowClientIncoming('Alice').generateToken()
      const { kind, allows } = await diagnose(token)
      expect([kind, allows]).toEqual(['capability', ['receive calls as "Alice"']])
    }
  })

  test('unknown says nothing of what a token of another issuer allows or of who wrote it', async () => {
    const claims = { iss, scope: 'scope:a:b', path: 'a', exp: NOW + 60, iat: NOW }
    const token = rawToken({ alg: 'HS256', typ: 'capability+jwt' }, claims)
    const slashed = rawToken(HEADER, String.raw`{"scope":"openid","iss":"https:\/\/a.example"}`)
    for (const { allows, libraries } of [await diagnose(token), await diagnose(slashed)]) {
      expect([allows, libraries]).toEqual([[], []])
    }
  })

  test('unknown is one cause, of the type or of the claims', async () => {
    for (const token of [classic({}, { typ: 'at+jwt' }), classic({ scope: 'openid' })]) {
      expect(await shown(token)).toEqual([expect.stringMatching(/^20101 31204: .*type.*neither/)])
    }
  })
})

describe('a header', () => {
  test.each<[what: string, token: string, codes: string, cause: RegExp]>([
    ['a kid', classic({}, { kid: 'a' }), '20101 31204', /`kid`/],
    ['a kid', access({}, { kid: 5 }), '20101 31204', /`kid`/],
    ['a crit', classic({}, { crit: ['exp'] }), '20101 31204', /`crit`/],
    ['a crit', access({}, { crit: [] }), '20101 31204', /`crit`/],
    ['a content type', classic({}, { cty: 'twilio-fpa;v=2' }), '20101 31204', /`cty`/],
    ['a content type', classic({}, { cty: null }), '20101 31204', /`cty`/],
    ['a content type', access({}, { cty: 'twilio-fpa;v=2' }), '20101', /access token/],
    ['a type', access({}, { typ: 'at+jwt' }), '20101', /access token/],
  ])('with %s that is none of Twilio’s is shown', async (_what, token, codes, cause) => {
    const [only, ...more] = await shown(token)
    expect(more).toEqual([])
    expect(only).toMatch(new RegExp(`^${codes}: `))
    expect(only).toMatch(cause)
  })

  test('with the content type of some versions for .NET is fine', async () => {
    expect(await shown(classic({}, { cty: 'JWT' }))).toEqual([])
  })

  test('with a longer hash is only perhaps refused, and only of an access token', async () => {
    for (const algorithm of ['HS384', 'HS512'] as const) {
      const options = { accountSid: 'AC1', keySid: 'SK1', secret: 's', algorithm, clock: () => NOW }
      const token = await new AccessToken(options).addGrant(videoGrant()).toJwt()
      expect(await shown(token, { secret: 's' })).toEqual([])
      expect(await unseen(token, { secret: 's' })).toContainEqual(expect.stringMatching(/HS256/))
    }
    expect(await unseen(access({}))).not.toContainEqual(expect.stringMatching(/HS256/))
    for (const alg of ['none', 'RS256']) {
      expect(await shown(access({}, { alg }))).toEqual([expect.stringMatching(/not HS256/)])
    }
    expect(await shown(classic({}, { alg: 'HS512' }))).toContainEqual(
      expect.stringMatching(/not HS256/),
    )
  })
})

describe('a scope that cannot be read', () => {
  const causesOf = async (scope: unknown): Promise<{ cause: string; fix: string }[]> => {
    const { causes } = await diagnose(classic({ scope }), { authToken: AUTH_TOKEN })
    return causes.map(({ cause, fix }) => ({ cause, fix }))
  }

  test.each([
    ['prefix', 'scope:a:b x'],
    ['character', 'scope:a:b?c=é'],
    ['escape', 'scope:a:b?c=%'],
    ['empty_pair', 'scope:a:b?c=d&&e=f'],
    ['key', 'scope:a:b?c=d&e'],
    ['fragment', 'scope:a:b?c=#'],
  ])('for %s wants to be encoded', async (reason, scope) => {
    expect(await causesOf(scope)).toEqual([
      { cause: expect.stringContaining(reason), fix: expect.stringContaining('percent-encode') },
    ])
  })

  test.each([
    ['limit', Array.from({ length: 101 }, () => 'scope:a:b').join(' ')],
    ['duplicate', 'scope:a:b?c=d&c=e'],
    ['name', 'scope:a'],
    ['encoding', 'scope:a:b?c=%FF'],
  ])('for %s does not', async (reason, scope) => {
    const [only, ...more] = await causesOf(scope)
    expect(more).toEqual([])
    expect(only?.cause).toContain(reason)
    expect(`${only?.cause} ${only?.fix}`).not.toMatch(/percent/)
  })

  test('says every reason once', async () => {
    const causes = await causesOf('scope:a scope:b scope:a:b?c=% scope:a:b?c=d')
    expect(causes.map(({ cause }) => cause)).toEqual([
      expect.stringContaining('name'),
      expect.stringContaining('escape'),
    ])
  })

  test('holds no value of the token', async () => {
    const text = JSON.stringify(await causesOf('scope:a:b?secretive=%'))
    expect(text).not.toContain('secretive')
  })

  test.each([5, null, ['scope:a:b'], {}])('may be no text at all: %j', async (scope) => {
    expect(await causesOf(scope)).toEqual([
      { cause: expect.stringMatching(/`scope` is no text/), fix: expect.any(String) },
    ])
  })
})
