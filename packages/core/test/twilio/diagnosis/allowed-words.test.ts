import { describe, expect, test } from 'vitest'
import {
  AccessToken,
  chatGrant,
  diagnoseToken,
  playbackGrant,
  syncGrant,
  TaskRouterCapability,
  taskRouterGrant,
  videoGrant,
  voiceGrant,
} from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'
import { account, capability, NOW } from './token-samples.ts'

const apiKey = { accountSid: 'AC123', keySid: 'SK123', secret: 'the key secret' }

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
      'use "room:join", with "room" = "a b"',
    ])
    expect(await allows(rawToken({}, { scope: 'scope:client:outgoing?appSid=AP1' }))).toEqual([
      'place calls through "AP1"',
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
    const bare = { voice: {}, video: {}, rtc: {}, chat: 5 }
    expect(await allows(rawToken({}, { grants: bare }))).toEqual([
      'neither receive nor place calls',
      'join any room',
      'use the grant "rtc"',
      'use the grant "chat", which cannot be read',
    ])
    const muted = { voice: { incoming: { allow: false } } }
    expect(await allows(rawToken({}, { grants: muted }))).toEqual([
      'neither receive nor place calls',
    ])
    const receiving = { voice: { incoming: { allow: true } } }
    expect(await allows(rawToken({}, { grants: receiving }))).toEqual(['receive calls'])
    const placing = { voice: { outgoing: { application_sid: 'AP1' } } }
    expect(await allows(rawToken({}, { grants: placing }))).toEqual(['place calls through "AP1"'])
    expect(await allows(rawToken({}, { grants: [{ voice: {} }] }))).toEqual([])
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

  test('of policies that no library writes', async () => {
    const url = 'https://a/'
    const methods = ['GET', 'GETx', 'xGET', 'GET\n', ['GET'], 5, undefined]
    const policies = methods.map((method) => ({ method, url, allow: true }))
    expect(await allows(rawToken({}, { policies }))).toEqual([
      'GET "https://a/"',
      '"GETx" "https://a/"',
      '"xGET" "https://a/"',
      String.raw`"GET\n" "https://a/"`,
      '["GET"] "https://a/"',
      '5 "https://a/"',
      'nothing "https://a/"',
    ])
    expect(await allows(rawToken({}, { policies: [{}, 'GET', null] }))).toEqual([
      'never nothing nothing',
    ])
    expect(await allows(rawToken({}, { policies: { method: 'GET' } }))).toEqual([])
  })

  test('with nothing that a terminal obeys or that cannot be seen', async () => {
    const scope = `scope:client:incoming?clientName=${encodeURIComponent('\u001B[2J"\u202E\u009B')}`
    const { text } = await diagnoseToken(rawToken({}, { scope }), { now: NOW })
    expect(text).toContain(String.raw`receive calls as "\u001b[2J\"\u{202e}\u{9b}"`)
  })
})
