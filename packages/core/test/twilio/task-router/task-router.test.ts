import { inspect } from 'node:util'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { readCapabilityToken } from '../../../src/twilio/read-capability-token.ts'
import { TaskRouterCapability } from '../../../src/twilio/task-router/task-router-capability.ts'
import type { TaskRouterPolicy } from '../../../src/twilio/task-router/task-router-policy.ts'

const NOW = 1_700_000_000
const WORKSPACE = 'https://taskrouter.twilio.com/v1/Workspaces/WS123'
const base = { accountSid: 'AC123', authToken: 'secret', workspaceSid: 'WS123' }
const kinds = {
  workspace: {},
  worker: { workerSid: 'WK123' },
  taskqueue: { taskQueueSid: 'WQ123' },
} as const

type Kind = keyof typeof kinds
type Claims = Record<string, unknown> & { readonly policies: readonly Record<string, unknown>[] }

function builder(
  kind: Kind = 'workspace',
  options: Readonly<Record<string, unknown>> = {},
): TaskRouterCapability {
  const clock = (): number => NOW + 0.9
  const all = { ...base, clock, ...kinds[kind], ...options }
  return new TaskRouterCapability(all)
}

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims
}

async function policiesOf(capability: TaskRouterCapability): Promise<Claims['policies']> {
  return claimsOf(await capability.generateToken()).policies
}

describe('the token', () => {
  test('has its claims in one order, iss and exp last', async () => {
    const keysOf = async (kind: Kind): Promise<string[]> =>
      Object.keys(claimsOf(await builder(kind).generateToken()))
    const first = [
      'account_sid',
      'workspace_sid',
      'channel',
      'version',
      'friendly_name',
      'policies',
    ]
    expect(await keysOf('workspace')).toEqual([...first, 'iss', 'exp'])
    expect(await keysOf('worker')).toEqual([...first, 'worker_sid', 'iss', 'exp'])
    expect(await keysOf('taskqueue')).toEqual([...first, 'taskqueue_sid', 'iss', 'exp'])
  })

  test('is signed with HS256 and the auth token, as jose sees it', async () => {
    const token = await builder('worker').generateToken()
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).toBe(
      '{"typ":"JWT","alg":"HS256"}',
    )
    const options = { algorithms: ['HS256'], issuer: 'AC123', currentDate: new Date(NOW * 1000) }
    const verified = await jwtVerify(token, Buffer.from('secret'), options)
    expect(verified.payload['worker_sid']).toBe('WK123')
    expect(decodeProtectedHeader(token)).toEqual(verified.protectedHeader)
    await expect(jwtVerify(token, Buffer.from('other'), options)).rejects.toThrow(/signature/)
  })

  test('is no capability token, though one key signs both', async () => {
    const token = await builder().generateToken()
    const options = { authToken: 'secret', clock: () => NOW }
    await expect(readCapabilityToken(token, options)).rejects.toThrow(
      expect.objectContaining({ code: 'invalid_token' }),
    )
  })

  test('bears the friendly name it is given', async () => {
    const token = await builder('worker', { friendlyName: 'Alice at work' }).generateToken()
    expect(claimsOf(token)['friendly_name']).toBe('Alice at work')
  })
})

describe('a policy of one’s own', () => {
  const policy: TaskRouterPolicy = { url: `${WORKSPACE}/Tasks/**`, method: 'POST' }

  test('stands after those before it, allows by default and is signed in one member order', async () => {
    const capability = builder().allowUpdates().addPolicy(policy).allowDelete()
    const policies = await policiesOf(capability)
    expect(policies.map(({ method }) => method)).toEqual([
      'GET',
      'POST',
      'GET',
      'POST',
      'POST',
      'DELETE',
    ])
    expect(JSON.stringify(policies[4])).toBe(
      `{"url":"${WORKSPACE}/Tasks/**","method":"POST","query_filter":{},"post_filter":{},"allow":true}`,
    )
  })

  test.each([true, false])('keeps allow: %s', async (allow) => {
    expect((await policiesOf(builder().addPolicy({ ...policy, allow }))).at(-1)).toMatchObject({
      allow,
    })
  })

  test('is a snapshot: a later change of the object changes no token', async () => {
    const rule = { required: true }
    const postFilter = { a: rule }
    const own = { ...policy, postFilter, queryFilter: { b: rule }, allow: false }
    const capability = builder().addPolicy(own)
    const before = await capability.generateToken()
    rule.required = false
    own.allow = true
    own.url = 'https://example.com/'
    Object.assign(postFilter, { more: { required: true } })
    expect(await capability.generateToken()).toBe(before)
    expect(claimsOf(before).policies.at(-1)).toEqual({
      url: policy.url,
      method: 'POST',
      query_filter: { b: { required: true } },
      post_filter: { a: { required: true } },
      allow: false,
    })
  })

  test('names a field as its filter does, whatever the name', async () => {
    const text = '{"__proto__":{"required":true},"constructor":{"required":false}}'
    const capability = builder().addPolicy({ ...policy, queryFilter: JSON.parse(text) as never })
    expect(JSON.stringify((await policiesOf(capability)).at(-1)?.['query_filter'])).toBe(text)
  })

  test.each([
    ['no URL', { url: undefined }, /"url"/],
    ['an empty URL', { url: '' }, /"url".*not an empty string$/],
    ['http', { url: 'http://taskrouter.twilio.com/' }, /"url".*https/],
    ['https without more', { url: 'https://' }, /"url"/],
    ['https not at the start', { url: ' https://a/' }, /"url"/],
    ['a space', { url: 'https://a/ b' }, /"url".*white space/],
    ['a newline at the end', { url: 'https://a/\n' }, /"url"/],
    ['a letter outside ASCII', { url: 'https://a/é' }, /"url".*ASCII/],
    ['a URL object', { url: new URL('https://a/') }, /"url".*an object/],
    ['no method', { method: undefined }, /"method".*undefined/],
    ['a method in small letters', { method: 'get' }, /"method".*capitals/],
    ['two methods', { method: 'GET,POST' }, /"method".*not other text$/],
    ['a star for a method', { method: '*' }, /"method"/],
    ['a filter that is null', { queryFilter: null }, /"queryFilter".*null/],
    ['a filter that is a list', { postFilter: [] }, /"postFilter"/],
    ['a filter that is a Map', { postFilter: new Map() }, /"postFilter"/],
    ['a field that is a flag', { postFilter: { a: true } }, /"postFilter".*required/],
    ['a field that is null', { postFilter: { a: null } }, /"postFilter"/],
    ['a field that says nothing', { queryFilter: { a: {} } }, /"queryFilter"/],
    [
      'a field that says undefined',
      { queryFilter: { a: { required: undefined } } },
      /"queryFilter"/,
    ],
    ['a field that says yes', { queryFilter: { a: { required: 'yes' } } }, /"queryFilter"/],
    ['a field that says more', { queryFilter: { a: { required: true, x: 1 } } }, /"queryFilter"/],
    ['the second field', { queryFilter: { a: { required: true }, b: 1 } }, /"queryFilter"/],
    ['allow as a word', { allow: 'false' }, /"allow"/],
    ['allow as null', { allow: null }, /"allow"/],
    ['a name of the wire', { query_filter: {} }, /"query_filter".*known are/],
  ])('is refused with %s', async (_what, change, message) => {
    const capability = builder()
    const wrong = { ...policy, ...change } as never
    expect(() => capability.addPolicy(wrong)).toThrow(TypeError)
    expect(() => capability.addPolicy(wrong)).toThrow(message)
    expect(() => capability.addPolicy(wrong)).toThrow(/^addPolicy: /)
    expect(await policiesOf(capability)).toHaveLength(3)
  })

  test.each([undefined, null, 'https://a/'])('is no %j', (value) => {
    expect(() => builder().addPolicy(value as never)).toThrow(TypeError)
  })
})

describe('what only a worker has', () => {
  test.each(['workspace', 'taskqueue'] as const)('is refused to a %s', async (kind) => {
    const capability = builder(kind)
    expect(() => capability.allowActivityUpdates()).toThrow(
      new TypeError('allowActivityUpdates: only a worker has this; construct with { workerSid }'),
    )
    expect(() => capability.allowReservationUpdates()).toThrow(
      new TypeError(
        'allowReservationUpdates: only a worker has this; construct with { workerSid }',
      ),
    )
    expect(await policiesOf(capability)).toHaveLength(3)
  })
})

describe('the life of a token', () => {
  test('is an hour by default, counted from the whole second', async () => {
    expect(claimsOf(await builder().generateToken())['exp']).toBe(NOW + 3600)
    expect(claimsOf(await builder().generate())['exp']).toBe(NOW + 3600)
  })

  test('goes by ttl or by expires, not by both', async () => {
    const expOf = async (options: object): Promise<unknown> =>
      claimsOf(await builder().generate(options))['exp']
    expect(await expOf({ ttl: 60 })).toBe(NOW + 60)
    expect(await expOf({ expires: 60 })).toBe(NOW + 60)
    await expect(builder().generate({ ttl: 60, expires: 60 } as never)).rejects.toThrow(TypeError)
    await expect(builder().generate({ life: 60 } as never)).rejects.toThrow(TypeError)
  })

  test.each([0, -1, 1.5, Number.NaN, Infinity, 86_401, null])('refuses %s', async (ttl) => {
    await expect(builder().generateToken(ttl as never)).rejects.toThrow(RangeError)
    await expect(builder().generate({ ttl } as never)).rejects.toThrow(RangeError)
  })

  test('is nothing a broken clock can tell', async () => {
    const capability = builder('worker', { clock: () => Number.NaN })
    await expect(capability.generateToken()).rejects.toThrow(/TaskRouterCapability: "clock"/)
  })
})

describe('the builder', () => {
  test.each(['workspace', 'worker', 'taskqueue'] as const)(
    'of a %s is not changed by minting, in turn or at once',
    async (kind) => {
      const capability = builder(kind).allowUpdates()
      const first = await capability.generateToken()
      const later = [await capability.generateToken(), await capability.generateToken()]
      const atOnce = await Promise.all([1, 2, 3].map(() => capability.generateToken()))
      expect(new Set([first, ...later, ...atOnce])).toEqual(new Set([first]))
      const bridge = claimsOf(first).policies.filter(({ url }) => String(url).includes('bridge'))
      expect(bridge.map(({ method }) => method)).toEqual(['GET', 'POST'])
    },
  )

  test('keeps what is added while a token is made for the next one', async () => {
    const capability = builder()
    const pending = capability.generateToken()
    capability.allowDelete()
    expect(claimsOf(await pending).policies).toHaveLength(3)
    expect(await policiesOf(capability)).toHaveLength(4)
  })

  test('shows nothing of the auth token', () => {
    const capability = builder('worker', { authToken: 'hidden' })
    expect(JSON.stringify(capability)).not.toContain('hidden')
    expect(inspect(capability, { depth: null, showHidden: true })).not.toContain('hidden')
  })

  test('is for a worker or a task queue, not for both', () => {
    const both = { workerSid: 'WK123', taskQueueSid: 'WQ123' }
    expect(() => builder('workspace', both)).toThrow(/not both/)
  })

  test.each([
    ['accountSid', 'WS123'],
    ['accountSid', 'AC12/3'],
    ['workspaceSid', 'WK123'],
    ['workspaceSid', 'WS1/../WS2'],
    ['workspaceSid', '**'],
    ['workspaceSid', undefined],
    ['workerSid', 'WQ123'],
    ['workerSid', ''],
    ['workerSid', null],
    ['workerSid', 'WK*'],
    ['taskQueueSid', 'WK123'],
    ['taskQueueSid', 'WQ1 23'],
  ])('refuses %s %j, naming it', (name, value) => {
    expect(() => builder('workspace', { [name]: value })).toThrow(TypeError)
    expect(() => builder('workspace', { [name]: value })).toThrow(
      new RegExp(`TaskRouterCapability: "${name}" must`),
    )
  })

  test.each([
    ['an empty auth token', { authToken: '' }, /"authToken"/],
    ['an empty friendly name', { friendlyName: '' }, /"friendlyName"/],
    ['a clock that is a number', { clock: 5 }, /"clock"/],
    ['the option of another library', { channelId: 'WK123' }, /"channelId"/],
  ])('refuses %s', (_what, options, message) => {
    expect(() => builder('workspace', options as never)).toThrow(TypeError)
    expect(() => builder('workspace', options as never)).toThrow(message)
  })

  test('needs its options', () => {
    expect(() => new (TaskRouterCapability as never as new () => unknown)()).toThrow(TypeError)
  })
})
