import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AccessToken,
  CapabilityToken,
  diagnoseToken,
  TaskRouterCapability,
  videoGrant,
  type DiagnoseTokenOptions,
  type HmacAlgorithm,
} from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'
import { account as known, capability, classic, NOW } from './token-samples.ts'

const clock = (): number => NOW
const account = { ...known, clock }
const apiKey = { accountSid: 'AC123', keySid: 'SK123', secret: 'the key secret', clock }

describe('the kind and the seconds left', () => {
  test.each([
    ['capability', capability.generateToken(60), 60],
    ['access', new AccessToken({ ...apiKey, ttl: 61 }).addGrant(videoGrant()).toJwt(), 61],
    [
      'task_router',
      new TaskRouterCapability({ ...account, workspaceSid: 'WS1' }).generateToken(),
      3600,
    ],
    ['unknown', rawToken({}, { exp: NOW - 5 }), -5],
    ['unknown', 'no token', undefined],
    ['access', rawToken({}, { grants: {}, exp: String(NOW + 60) }), undefined],
    ['capability', rawToken({}, { scope: '' }), undefined],
  ])('%s', async (kind, token, secondsLeft) => {
    const diagnosis = await diagnoseToken(await token, { now: NOW })
    expect([diagnosis.kind, diagnosis.secondsLeft]).toEqual([kind, secondsLeft])
    expect(Object.hasOwn(diagnosis, 'secondsLeft')).toBe(secondsLeft !== undefined)
  })
})

describe('the signature', () => {
  const stateOf = async (token: string, options: DiagnoseTokenOptions): Promise<string> =>
    (await diagnoseToken(token, { now: NOW, ...options })).signature

  test('is not needed, and it is said that it was not checked', async () => {
    const { signature, text } = await diagnoseToken(await capability.generateToken(), { now: NOW })
    expect(signature).toBe('not_checked')
    expect(text).toMatch(/signature was not checked/)
  })

  test('is checked with the auth token, of access tokens with the secret of the key', async () => {
    const accessOf = async (algorithm: HmacAlgorithm): Promise<string> =>
      new AccessToken({ ...apiKey, algorithm }).addGrant(videoGrant()).toJwt()
    const [ofAccount, access] = [await capability.generateToken(), await accessOf('HS512')]
    const { authToken } = account
    expect(await stateOf(await accessOf('HS384'), { secret: apiKey.secret })).toBe('valid')
    expect(await stateOf(ofAccount, { authToken })).toBe('valid')
    expect(await stateOf(ofAccount, { authToken: 'another' })).toBe('invalid')
    expect(await stateOf(ofAccount, { secret: authToken })).toBe('invalid')
    expect(await stateOf(access, { authToken })).toBe('not_checked')
    expect(await stateOf(access, { secret: apiKey.secret })).toBe('valid')
    expect(await stateOf(access, { secret: 'another' })).toBe('invalid')
    expect(await stateOf(rawToken({ alg: 'RS256' }, { scope: '' }), { authToken })).toBe(
      'not_checked',
    )
  })
})

describe('the text', () => {
  test('says it all', async () => {
    const token = await new CapabilityToken(account).allowClientIncoming('Alice').generateToken(60)
    const { text } = await diagnoseToken(token, { now: NOW + 90 })
    expect(text.split('\n')).toEqual([
      'A classic capability token, as PHP, Ruby 3 to 4, Node 1 to 2, Grantline would write it.',
      'It ended 30 seconds ago.',
      'Its signature was not checked, so all of this is only what it says of itself.',
      'It allows to:',
      '- receive calls as "Alice"',
      'Why it may be refused:',
      '- 20104, 31205: it has ended. Fix: fetch a new one before the old one ends.',
      expect.stringMatching(/^- perhaps 20101, 31202: its signature may be of another secret/),
    ])
  })

  test('says of an access token who signed it, and no more than there is', async () => {
    const token = await new AccessToken({ ...apiKey, identity: 'a' }).toJwt()
    const lines = async (secret: string): Promise<string[]> =>
      (await diagnoseToken(token, { now: NOW, secret })).text.split('\n')
    expect((await lines(apiKey.secret)).slice(0, 5)).toEqual([
      'An access token, as Grantline would write it.',
      'It ends in 60 minutes.',
      'Its signature holds.',
      'It allows to:',
      '- be known as "a"',
    ])
    expect(await lines('another')).toContain('Its signature does not hold.')
  })

  test('of a good token whose signature holds gives no cause', async () => {
    const token = await new TaskRouterCapability({
      ...account,
      workspaceSid: 'WS1',
    }).generateToken()
    const { text, causes } = await diagnoseToken(token, { ...known, now: NOW })
    expect(causes).toEqual([])
    expect(text.split('\n')).toEqual([
      'A TaskRouter capability token, as Grantline would write it.',
      'It ends in 60 minutes.',
      'Its signature holds.',
      'It allows to:',
      ...Array.from({ length: 3 }, () => expect.stringMatching(/^- (GET|POST) "https:/)),
    ])
  })

  test('of what is no token says what it lacks', async () => {
    const { text, ...diagnosis } = await diagnoseToken('no token', { now: NOW })
    expect(diagnosis).toEqual({
      kind: 'unknown',
      libraries: [],
      allows: [],
      signature: 'not_checked',
      causes: [expect.objectContaining({ certain: true })],
    })
    expect(text.split('\n')).toEqual([
      'No token of Twilio’s kinds.',
      expect.stringMatching(/^Its signature was not checked/),
      'Why it may be refused:',
      expect.stringMatching(/^- 20101, 31204: it has not three parts.* Fix: .*\.$/),
    ])
  })

  test.each([
    [119, 'in 119 seconds'],
    [120, 'in 2 minutes'],
    [3600, 'in 60 minutes'],
    [7200, 'in 2 hours'],
    [172_800, 'in 2 days'],
    [0, 'It has just ended.'],
    [-180, '3 minutes ago'],
  ])('says how far off the end is: %d', async (secondsLeft, words) => {
    const { text } = await diagnoseToken(classic({ exp: NOW + secondsLeft }), { now: NOW })
    expect(text).toContain(words)
  })
})

describe('a diagnosis', () => {
  test('holds neither a secret nor a signature, and cannot be changed', async () => {
    const token = await capability.generateToken()
    const diagnosis = await diagnoseToken(token, {
      ...known,
      secret: apiKey.secret,
      now: NOW,
    })
    const all = JSON.stringify(diagnosis)
    for (const part of [...token.split('.'), account.authToken, apiKey.secret]) {
      expect(all).not.toContain(part)
    }
    for (const part of [diagnosis, diagnosis.allows, diagnosis.libraries, diagnosis.causes]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect(diagnosis.causes.every((cause) => Object.isFrozen(cause))).toBe(true)
  })

  test('is for now, if nothing else is said', async () => {
    const { secondsLeft } = await diagnoseToken(
      await new CapabilityToken({ accountSid: 'AC1', authToken: 'x' }).generateToken(86_400),
    )
    expect(secondsLeft).toBeGreaterThan(86_000)
  })

  test.each<[string, unknown, object, RegExp]>([
    ['no token', undefined, {}, /the token must be a string, not undefined$/],
    ['a token that is an object', {}, {}, /the token must be a string, not an object$/],
    ['an empty auth token', 'a.b.c', { authToken: '' }, /"authToken" must/],
    ['an empty secret', 'a.b.c', { secret: '' }, /"secret" must/],
    ['an account that is a number', 'a.b.c', { accountSid: 5 }, /"accountSid" must/],
    ['an instant that is none', 'a.b.c', { now: Number.NaN }, /"now" must .* 1970.*, not NaN$/],
    ['a misspelt option', 'a.b.c', { authtoken: 'x' }, /unknown option "authtoken"/],
    [
      'the text of a key for a secret',
      rawToken({ alg: 'HS256' }, { grants: {} }),
      { secret: '-----BEGIN PUBLIC KEY-----' },
      /"secret" is the text of a key/,
    ],
    [
      'the text of a key for an auth token',
      rawToken({ alg: 'HS256' }, { grants: {} }),
      { authToken: '-----BEGIN PUBLIC KEY-----' },
      /"authToken" is the text of a key/,
    ],
  ])('is not made of %s', async (_what, token, options, message) => {
    const diagnosing = diagnoseToken(token as string, options)
    await expect(diagnosing).rejects.toThrow(TypeError)
    await expect(diagnosing).rejects.toThrow(message)
    await expect(diagnosing).rejects.toThrow(/^diagnoseToken: /)
  })

  test.each([
    (token: string): string => `Authorization:Bearer ${token}`,
    (token: string): string => `Authorization:  Bearer \t ${token}`,
    (token: string): string => `authorization: bearer ${token}`,
    (token: string): string => `"Bearer ${token}"`,
    (token: string): string => `Bearer "${token}"`,
    (token: string): string => `'${token}`,
    (token: string): string => token.padEnd(8192),
  ])('reads past what stands around a token: %o', async (wrap) => {
    const token = await capability.generateToken()
    const { kind, signature } = await diagnoseToken(wrap(token), { ...known, now: NOW })
    expect([kind, signature]).toEqual(['capability', 'valid'])
  })

  test('is made of whatever else is pasted', async () => {
    const json = fc.jsonValue().map((value) => JSON.stringify(value))
    const claims = fc.oneof(
      json,
      fc.record({ scope: fc.jsonValue(), exp: fc.jsonValue() }).map((one) => JSON.stringify(one)),
      fc.record({ grants: fc.jsonValue(), iss: fc.jsonValue() }).map((one) => JSON.stringify(one)),
      fc.record({ policies: fc.jsonValue() }).map((one) => JSON.stringify(one)),
      fc
        .dictionary(fc.constantFrom('voice', 'video', 'chat', 'identity'), fc.jsonValue())
        .map((grants) => JSON.stringify({ grants })),
    )
    const tokens = fc.oneof(
      fc.string(),
      fc.tuple(json, claims).map(([header, payload]) => rawToken(header, payload)),
    )
    await fc.assert(
      fc.asyncProperty(tokens, async (token) => {
        const { text, kind } = await diagnoseToken(token, { now: NOW, authToken: 'x', secret: 'y' })
        expect(text.length).toBeGreaterThan(0)
        expect(['capability', 'access', 'task_router', 'unknown']).toContain(kind)
      }),
      { numRuns: 500 },
    )
  })
})
