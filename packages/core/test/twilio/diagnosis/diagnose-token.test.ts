import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AccessToken,
  CapabilityToken,
  chatGrant,
  diagnoseToken,
  playbackGrant,
  syncGrant,
  TaskRouterCapability,
  taskRouterGrant,
  videoGrant,
  voiceGrant,
  type DiagnoseTokenOptions,
} from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'

const NOW = 1_700_000_000
const clock = (): number => NOW
const account = { accountSid: 'AC123', authToken: 'the auth token', clock }
const known = { accountSid: account.accountSid, authToken: account.authToken }
const apiKey = { accountSid: 'AC123', keySid: 'SK123', secret: 'the key secret', clock }

const capability = new CapabilityToken({ ...account, anyClientName: true })
  .allowClientIncoming('Alice Smith')
  .allowClientOutgoing('AP123', { Foo: 'Bar', ids: ['1', '2'] })
  .allowEventStream({ type: 'call' })
  .disablePresenceEvents()

describe('what a token allows is said in words', () => {
  const allows = async (token: Promise<string> | string): Promise<readonly string[]> =>
    (await diagnoseToken(await token, { now: NOW })).allows

  test('of a capability token', async () => {
    expect(await allows(capability.generateToken())).toEqual([
      'receive calls as "Alice Smith"',
      'place calls through "AP123" as "Alice Smith", with "Foo" = "Bar" and "ids" = "1", "2"',
      'hear the events of "/2010-04-01/Events", with "type" = "call"',
      'stay out of presence',
    ])
    expect(await allows(rawToken({}, { scope: 'scope:room:join?room=a%20b' }))).toEqual([
      'use "scope:room:join?room=a%20b"',
    ])
    expect(await allows(rawToken({}, { scope: '' }))).toEqual([])
    expect(await allows(rawToken({}, { scope: 5 }))).toEqual([])
  })

  test('of an access token', async () => {
    const token = new AccessToken({ ...apiKey, identity: 'alice' })
      .addGrant(
        voiceGrant({
          incomingAllow: true,
          outgoingApplicationSid: 'AP123',
          outgoingParams: { a: 1 },
        }),
      )
      .addGrant(videoGrant({ room: 'stand-up' }))
      .addGrant(chatGrant({ serviceSid: 'IS1' }))
      .addGrant(syncGrant({ serviceSid: 'IS2' }))
      .addGrant(taskRouterGrant({ workspaceSid: 'WS1', workerSid: 'WK1', role: 'worker' }))
      .addGrant(playbackGrant())
    expect(await allows(token.toJwt())).toEqual([
      'be known as "alice"',
      'receive calls',
      'place calls through "AP123" with {"a":1}',
      'join the room "stand-up"',
      'chat in "IS1"',
      'sync with "IS2"',
      'work as "WK1" in "WS1"',
      'play a stream',
    ])
    const grants = { voice: {}, video: {}, rtc: {}, chat: 5 }
    expect(await allows(rawToken({}, { grants }))).toEqual([
      'neither receive nor place calls',
      'join any room',
      'use the grant "rtc"',
    ])
  })

  test('of a TaskRouter token, denials as such', async () => {
    const token = new TaskRouterCapability({ ...account, workspaceSid: 'WS1' }).addPolicy({
      url: 'https://taskrouter.twilio.com/v1/Workspaces/WS1/**',
      method: 'DELETE',
      allow: false,
    })
    expect(await allows(token.generateToken())).toEqual([
      'GET "https://event-bridge.twilio.com/v1/wschannels/AC123/WS1"',
      'POST "https://event-bridge.twilio.com/v1/wschannels/AC123/WS1"',
      'GET "https://taskrouter.twilio.com/v1/Workspaces/WS1"',
      'never DELETE "https://taskrouter.twilio.com/v1/Workspaces/WS1/**"',
    ])
  })

  test('with nothing that a terminal obeys or that cannot be seen', async () => {
    const scope = `scope:client:incoming?clientName=${encodeURIComponent('\u001B[2J"\u202E\u009B')}`
    const { text } = await diagnoseToken(rawToken({}, { scope }), { now: NOW })
    expect(text).toContain(String.raw`receive calls as "\u001b[2J\"\u{202e}\u{9b}"`)
  })
})

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
  ])('%s', async (kind, token, secondsLeft) => {
    const diagnosis = await diagnoseToken(await token, { now: NOW })
    expect([diagnosis.kind, diagnosis.secondsLeft]).toEqual([kind, secondsLeft])
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
    const [classic, access] = [
      await capability.generateToken(),
      await new AccessToken({ ...apiKey, algorithm: 'HS512' }).addGrant(videoGrant()).toJwt(),
    ]
    const { authToken } = account
    expect(await stateOf(classic, { authToken })).toBe('valid')
    expect(await stateOf(classic, { authToken: 'another' })).toBe('invalid')
    expect(await stateOf(classic, { secret: authToken })).toBe('not_checked')
    expect(await stateOf(access, { authToken })).toBe('not_checked')
    expect(await stateOf(access, { secret: apiKey.secret })).toBe('valid')
    expect(await stateOf(access, { secret: 'another' })).toBe('invalid')
    expect(await stateOf(rawToken({ alg: 'RS256' }, { scope: '' }), { authToken })).toBe(
      'not_checked',
    )
  })
})

const classic = (exp: number): string =>
  rawToken({ typ: 'JWT', alg: 'HS256' }, { scope: '', iss: 'AC123', exp })

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

  test.each([
    [119, 'in 119 seconds'],
    [3600, 'in 60 minutes'],
    [7200, 'in 2 hours'],
    [172_800, 'in 2 days'],
    [0, '0 seconds ago'],
    [-180, '3 minutes ago'],
  ])('says how far off the end is: %d', async (secondsLeft, words) => {
    const { text } = await diagnoseToken(classic(NOW + secondsLeft), { now: NOW })
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

  test.each<[string, unknown, object]>([
    ['no token', undefined, {}],
    ['a token that is an object', {}, {}],
    ['an empty auth token', 'a.b.c', { authToken: '' }],
    ['an empty secret', 'a.b.c', { secret: '' }],
    ['an account that is a number', 'a.b.c', { accountSid: 5 }],
    ['an instant that is none', 'a.b.c', { now: Number.NaN }],
    ['a misspelt option', 'a.b.c', { authtoken: 'x' }],
  ])('is not made of %s', async (_what, token, options) => {
    await expect(diagnoseToken(token as string, options)).rejects.toThrow(TypeError)
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
