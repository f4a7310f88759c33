import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { AccessGrant } from '../../../src/twilio/access/access-grant.ts'
import {
  chatGrant,
  playbackGrant,
  syncGrant,
  taskRouterGrant,
  videoGrant,
  voiceGrant,
} from '../../../src/twilio/access/access-grants.ts'
import { AccessToken } from '../../../src/twilio/access/access-token.ts'

/** How a grant stands in a token, as text. */
async function written(grant: AccessGrant): Promise<string> {
  const token = await new AccessToken({
    accountSid: 'AC1',
    keySid: 'SK1',
    secret: 'secret',
    identity: 'a',
  })
    .addGrant(grant)
    .toJwt()
  const { grants } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return JSON.stringify(grants).replace('{"identity":"a",', '{')
}

const nested = { a: [1, { b: null }], c: { d: 'é', e: false } }

describe('on the wire', () => {
  test.each([
    [
      '{"voice":{"incoming":{"allow":true},"outgoing":{"application_sid":"AP1","params":{"a":[1,{"b":null}],"c":{"d":"é","e":false}}},"push_credential_sid":"CR1","endpoint_id":"e"}}',
      voiceGrant({
        endpointId: 'e',
        pushCredentialSid: 'CR1',
        outgoingParams: nested,
        outgoingApplicationSid: 'AP1',
        incomingAllow: true,
      }),
    ],
    ['{"voice":{}}', voiceGrant({ incomingAllow: false })],
    ['{"voice":{}}', voiceGrant()],
    [
      '{"voice":{"outgoing":{"application_sid":"AP1","params":{}}}}',
      voiceGrant({ outgoingApplicationSid: 'AP1', outgoingParams: {} }),
    ],
    ['{"video":{}}', videoGrant()],
    ['{"video":{"room":"0"}}', videoGrant({ room: '0' })],
    [
      '{"chat":{"service_sid":"IS1","endpoint_id":"e","deployment_role_sid":"RL1","push_credential_sid":"CR1"}}',
      chatGrant({
        pushCredentialSid: 'CR1',
        deploymentRoleSid: 'RL1',
        endpointId: 'e',
        serviceSid: 'IS1',
      }),
    ],
    ['{"data_sync":{"service_sid":"IS1"}}', syncGrant({ serviceSid: 'IS1' })],
    [
      '{"data_sync":{"service_sid":"IS1","endpoint_id":"e"}}',
      syncGrant({ endpointId: 'e', serviceSid: 'IS1' }),
    ],
    [
      '{"task_router":{"workspace_sid":"WS1","worker_sid":"WK1","role":"worker"}}',
      taskRouterGrant({ role: 'worker', workerSid: 'WK1', workspaceSid: 'WS1' }),
    ],
    ['{"player":{}}', playbackGrant()],
    [
      '{"player":{"playerStreamerSid":"VJ1","x":{"room":[null]}}}',
      playbackGrant({ playerStreamerSid: 'VJ1', x: { room: [null] } }),
    ],
  ])('stands %s', async (text, grant) => {
    expect(await written(grant)).toBe(text)
  })

  test('an option that is undefined is left out', async () => {
    expect(await written(videoGrant({ room: undefined } as never))).toBe('{"video":{}}')
  })

  test('a later change of what was given changes nothing', async () => {
    const params = { list: ['a'] }
    const options = { outgoingApplicationSid: 'AP1', outgoingParams: params }
    const voice = voiceGrant(options)
    const player = { list: ['a'] }
    const playback = playbackGrant(player)
    params.list.push('b')
    player.list.push('b')
    options.outgoingApplicationSid = 'AP2'
    expect(await written(voice)).toBe(
      '{"voice":{"outgoing":{"application_sid":"AP1","params":{"list":["a"]}}}}',
    )
    expect(await written(playback)).toBe('{"player":{"list":["a"]}}')
  })

  test('a member called __proto__ is a member', async () => {
    const given = JSON.parse('{"__proto__":{"a":1}}')
    expect(await written(playbackGrant(given))).toBe('{"player":{"__proto__":{"a":1}}}')
  })
})

describe('a grant', () => {
  test('is frozen and shows no more than its kind', () => {
    const grant = voiceGrant({ outgoingApplicationSid: 'AP1', outgoingParams: { pin: 'hidden' } })
    expect(Object.isFrozen(grant)).toBe(true)
    expect(Reflect.ownKeys(grant)).toEqual(['kind'])
    expect(inspect(grant, { showHidden: true })).not.toContain('hidden')
  })

  const chat = { serviceSid: 'IS1' }
  const worker = { workspaceSid: 'WS1', workerSid: 'WK1', role: 'worker' }
  const outgoing = { outgoingApplicationSid: 'AP1' }
  test.each<[make: (options: never) => unknown, options: object, named: string]>([
    [voiceGrant, { outgoingParams: { a: 1 } }, 'outgoingApplicationSid'],
    [voiceGrant, { outgoingParams: {} }, 'outgoingApplicationSid'],
    [voiceGrant, { outgoingApplicationSid: 'AC1' }, 'outgoingApplicationSid'],
    [voiceGrant, { outgoingApplicationSid: '' }, 'outgoingApplicationSid'],
    [voiceGrant, { outgoingApplicationSid: null }, 'outgoingApplicationSid'],
    [voiceGrant, { ...outgoing, outgoingParams: 'a=b' }, 'outgoingParams'],
    [voiceGrant, { ...outgoing, outgoingParams: ['a'] }, 'outgoingParams'],
    [voiceGrant, { ...outgoing, outgoingParams: null }, 'outgoingParams'],
    [voiceGrant, { ...outgoing, outgoingParams: new Map() }, 'outgoingParams'],
    [voiceGrant, { ...outgoing, outgoingParams: new URLSearchParams('a=b') }, 'outgoingParams'],
    [voiceGrant, { ...outgoing, outgoingParams: { a: undefined } }, 'outgoingParams'],
    [voiceGrant, { ...outgoing, outgoingParams: { a: Number.NaN } }, 'outgoingParams'],
    [voiceGrant, { ...outgoing, outgoingParams: { a: new Date(0) } }, 'outgoingParams'],
    [voiceGrant, { incomingAllow: 'no' }, 'incomingAllow'],
    [voiceGrant, { incomingAllow: null }, 'incomingAllow'],
    [voiceGrant, { pushCredentialSid: 'AP1' }, 'pushCredentialSid'],
    [voiceGrant, { endpointId: '' }, 'endpointId'],
    [voiceGrant, { incoming: true }, 'incoming'],
    [voiceGrant, { outgoing_application_sid: 'AP1' }, 'outgoing_application_sid'],
    [videoGrant, { room: '' }, 'room'],
    [videoGrant, { room: 5 }, 'room'],
    [videoGrant, { room: null }, 'room'],
    [videoGrant, { room: '\uD800' }, 'room'],
    [videoGrant, { rooms: 'a' }, 'rooms'],
    [chatGrant, {}, 'serviceSid'],
    [chatGrant, { serviceSid: 'AC1' }, 'serviceSid'],
    [chatGrant, { ...chat, endpointId: '' }, 'endpointId'],
    [chatGrant, { ...chat, deploymentRoleSid: '' }, 'deploymentRoleSid'],
    [chatGrant, { ...chat, deploymentRoleSid: 5 }, 'deploymentRoleSid'],
    [chatGrant, { ...chat, pushCredentialSid: 'PC1' }, 'pushCredentialSid'],
    [chatGrant, { ...chat, room: 'a' }, 'room'],
    [syncGrant, {}, 'serviceSid'],
    [syncGrant, { serviceSid: 'IS1 IS2' }, 'serviceSid'],
    [syncGrant, { ...chat, endpointId: null }, 'endpointId'],
    [syncGrant, { ...chat, deploymentRoleSid: 'RL1' }, 'deploymentRoleSid'],
    [taskRouterGrant, { ...worker, workspaceSid: undefined }, 'workspaceSid'],
    [taskRouterGrant, { ...worker, workspaceSid: 'WK1' }, 'workspaceSid'],
    [taskRouterGrant, { ...worker, workerSid: undefined }, 'workerSid'],
    [taskRouterGrant, { ...worker, workerSid: 'WS1' }, 'workerSid'],
    [taskRouterGrant, { ...worker, role: undefined }, 'role'],
    [taskRouterGrant, { ...worker, role: '' }, 'role'],
    [taskRouterGrant, { ...worker, worker: 'WK1' }, 'worker'],
    [playbackGrant, ['a'], 'grant'],
    [playbackGrant, { a: undefined }, 'grant'],
    [playbackGrant, { a: () => 1 }, 'grant'],
    [playbackGrant, new Map(), 'grant'],
  ])('of %o refuses %o and names %s', (make, options, named) => {
    expect(() => make(options as never)).toThrow(TypeError)
    expect(() => make(options as never)).toThrow(`${make.name}: `)
    expect(() => make(options as never)).toThrow(`"${named}"`)
  })

  test.each([voiceGrant, videoGrant, chatGrant, syncGrant, taskRouterGrant, playbackGrant])(
    'of %o is not made of null or text',
    (make) => {
      expect(() => make(null as never)).toThrow(`${make.name}: `)
      expect(() => make('IS1' as never)).toThrow(TypeError)
    },
  )

  test('says what must be given', () => {
    expect(() => chatGrant(undefined as never)).toThrow(/chatGrant: .*serviceSid/)
    expect(() => voiceGrant({ outgoingParams: {} })).toThrow(
      /^voiceGrant: "outgoingApplicationSid" must be the SID of an application, AP/,
    )
  })
})
