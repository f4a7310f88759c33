import { describe, expect, test, vi } from 'vitest'
import { parseScopes } from '../../src/index.ts'
import {
  AccessToken,
  CapabilityToken,
  clientIncoming,
  clientOutgoing,
  eventStream,
  readAccessToken,
  readCapabilityToken,
  TaskRouterCapability,
  twilioVerifier,
  videoGrant,
  type CapabilityTokenOptions,
} from '../../src/twilio.ts'
import { readLines } from '../fixtures/read-lines.ts'

// What libraries of Twilio get wrong, each with an input, what the library does, and what we do.
// `theirs` is what the library writes: as it was recorded where it is in the vectors, else by hand.

const NOW = 1_700_000_000
const clock = (): number => NOW
const account = { accountSid: 'AC123', authToken: 'secret', clock }
const apiKey = { accountSid: 'AC123', keySid: 'SK123', secret: 'secret', clock }

const builder = (options: CapabilityTokenOptions = {}): CapabilityToken =>
  new CapabilityToken({ ...account, ...options })

/** What a library of the vectors wrote in one case. */
function recorded(lib: string, name: string): { readonly scope: string; readonly token: string } {
  const lines = readLines<{ lib: string; case: string; scope: string; token: string }>(
    'twilio/dialects.jsonl',
  )
  const line = lines.find((one) => one.lib === lib && one.case === name)
  if (line === undefined) throw new Error(`no ${lib} ${name} among the vectors`)
  return line
}

function partOf(token: string, index: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())
}

async function scopeOf(token: CapabilityToken): Promise<string> {
  return String(partOf(await token.generateToken(), 1)['scope'])
}

describe('injection', () => {
  test('a client name becomes a whole scope (Java 7, C# 5): here it stays a name', async () => {
    const name = 'alice scope:client:outgoing?appSid=APevil'
    const theirs = `scope:client:incoming?clientName=${name}`
    expect(parseScopes(theirs).scopes).toHaveLength(2)

    const token = builder({ anyClientName: true }).allowClientIncoming(name)
    const grant = await readCapabilityToken(await token.generateToken(), account)
    expect(grant.find(clientIncoming)).toEqual([{ clientName: name }])
    expect(grant.find(clientOutgoing)).toEqual([])
    expect(() => builder().allowClientIncoming(name)).toThrow(TypeError)
  })

  test('a client name becomes a parameter (Java 7, C# 5): here it stays a name', async () => {
    const theirs = 'scope:client:incoming?clientName=alice&appSid=APevil'
    expect(parseScopes(theirs).scopes[0]?.params).toHaveProperty('appSid')

    const token = builder({ anyClientName: true }).allowClientIncoming('alice&appSid=APevil')
    const grant = await readCapabilityToken(await token.generateToken(), account)
    expect(grant.find(clientIncoming)).toEqual([{ clientName: 'alice&appSid=APevil' }])
  })

  test('a value becomes a parameter of the application (Ruby 5): here it stays a value', async () => {
    const theirs = 'scope:client:outgoing?appSid=AP1&appParams=Foo%3Da%26admin%3D1'
    const [read] = parseScopes(theirs).scopes.map((scope) => clientOutgoing.from(scope))
    expect(read?.appParams).toEqual({ Foo: 'a', admin: '1' })

    const token = builder().allowClientOutgoing('AP1', { Foo: 'a&admin=1' })
    const grant = await readCapabilityToken(await token.generateToken(), account)
    expect(grant.find(clientOutgoing)[0]?.appParams).toEqual({ Foo: 'a&admin=1' })
  })
})

describe('what was asked for is lost', () => {
  test('the second parameter (Ruby 5.6.3): here all of them arrive', async () => {
    const theirs = 'scope:client:outgoing?appSid=AP1&appParams=Foo%3DBar&Baz%3DQux'
    expect(parseScopes(theirs).rejected).toEqual([{ index: 0, reason: 'key' }])

    const token = builder().allowClientOutgoing('AP1', { Foo: 'Bar', Baz: 'Qux' })
    const grant = await readCapabilityToken(await token.generateToken(), account)
    expect(grant.find(clientOutgoing)[0]?.appParams).toEqual({ Foo: 'Bar', Baz: 'Qux' })
  })

  test.each([
    ['old Ruby', 'ruby-old', { '{"type"': '>"call"}' }],
    ['old Node', 'node-old-simple', {}],
  ])('the filters of an event stream (%s): here they are carried', async (_what, lib, kept) => {
    const [theirs] = parseScopes(recorded(lib, 'events-filter').scope).scopes
    if (theirs === undefined) throw new Error('their scope cannot be read')
    expect(eventStream.from(theirs)?.params).toEqual(kept)

    const token = builder().allowEventStream({ type: 'call' })
    const grant = await readCapabilityToken(await token.generateToken(), account)
    expect(grant.find(eventStream)[0]?.params).toEqual({ type: 'call' })
  })

  test('the name of the filters (new Node): here it is "params"', async () => {
    expect(recorded('node-new', 'events-filter').scope).toContain('&appParams=type%3Dcall')
    const ours = await scopeOf(builder().allowEventStream({ type: 'call' }))
    expect(ours).toContain('&params=type%3Dcall')
    expect(ours).not.toContain('appParams')
  })

  test('the name "0" (PHP, where it is false): here it is a name like others', async () => {
    expect(await scopeOf(builder().allowClientIncoming('0').allowClientOutgoing('AP1'))).toBe(
      'scope:client:incoming?clientName=0 scope:client:outgoing?appSid=AP1&clientName=0',
    )
    const access = new AccessToken({ ...apiKey, identity: '0' }).addGrant(videoGrant())
    expect(partOf(await access.toJwt(), 1)).toMatchObject({ grants: { identity: '0' } })
  })

  test('a token that is read (PHP, whose parser always throws): here reading is writing back', async () => {
    const token = builder().allowClientIncoming('Alice').allowClientOutgoing('AP1')
    const grant = await readCapabilityToken(await token.generateToken(), account)
    expect(grant.capabilities).toHaveLength(2)
    expect(grant.rejected).toEqual([])
  })
})

describe('a life that was not asked for', () => {
  test('0 seconds are an hour (Node): here they are an error', async () => {
    const theirs = partOf(recorded('node-new', 'ttl-0').token, 1)
    expect(theirs['exp']).toBe(NOW + 3600)

    await expect(builder().generateToken(0)).rejects.toThrow(RangeError)
    expect(() => new AccessToken({ ...apiKey, ttl: 0 })).toThrow(RangeError)
    const worker = new TaskRouterCapability({ ...account, workspaceSid: 'WS1', workerSid: 'WK1' })
    await expect(worker.generateToken(0)).rejects.toThrow(RangeError)
  })

  test('for ever is "exp": null (Node): here it is an error', async () => {
    expect(JSON.stringify({ exp: NOW + Infinity })).toBe('{"exp":null}')
    await expect(builder().generateToken(Infinity)).rejects.toThrow(RangeError)
    expect(() => new AccessToken({ ...apiKey, ttl: Infinity })).toThrow(RangeError)
  })
})

describe('a builder that changes as it signs (PHP, Ruby, Java, C#, Go)', () => {
  test('here gives the same capability token again', async () => {
    const token = builder().allowClientOutgoing('AP1', { a: '1' }).allowClientIncoming('Alice')
    const tokens = [await token.generateToken(), await token.generateToken()]
    expect(new Set(tokens).size).toBe(1)
  })

  test('here gives the same policies and grants again', async () => {
    const worker = new TaskRouterCapability({ ...account, workspaceSid: 'WS1', workerSid: 'WK1' })
    const policies = async (): Promise<unknown> =>
      partOf(await worker.generateToken(), 1)['policies']
    expect(await policies()).toEqual(await policies())
    const access = new AccessToken({ ...apiKey, identity: 'a' }).addGrant(videoGrant())
    const { jti: _first, ...once } = partOf(await access.toJwt(), 1)
    const { jti: _second, ...again } = partOf(await access.toJwt(), 1)
    expect(again).toEqual(once)
  })
})

test('TaskRouter: a denied policy is signed as an allowed one (Node): here it is a denial', async () => {
  const policy = {
    url: 'https://taskrouter.twilio.com/v1/Workspaces/WS123/**',
    method: 'DELETE',
    allow: false,
  }
  const lines = readLines<{ case: string; payload?: { policies?: object[] } }>(
    'twilio/access-node.jsonl',
  )
  const theirs = lines.find((line) => line.case === 'custom-deny')?.payload?.policies?.at(-1)
  expect(theirs).toMatchObject({ ...policy, allow: true })

  const capability = new TaskRouterCapability({ ...account, workspaceSid: 'WS123' })
  const { policies } = partOf(await capability.addPolicy(policy).generateToken(), 1)
  expect(policies).toContainEqual(expect.objectContaining(policy))
})

describe('access tokens', () => {
  test('a region of null stands in the header (Ruby): here there is none without a region', async () => {
    const headerOf = async (options: object): Promise<object> =>
      partOf(await new AccessToken({ ...apiKey, ...options }).addGrant(videoGrant()).toJwt(), 0)
    expect(await headerOf({})).not.toHaveProperty('twr')
    expect(await headerOf({ region: '' })).not.toHaveProperty('twr')
    expect(await headerOf({ region: 'au1' })).toHaveProperty('twr', 'au1')
  })

  test('two of one second have one jti (all): here each has its own', async () => {
    const access = new AccessToken({ ...apiKey, identity: 'a' }).addGrant(videoGrant())
    const tokens = await Promise.all(Array.from({ length: 50 }, () => access.toJwt()))
    const ids = new Set(tokens.map((token) => partOf(token, 1)['jti']))
    expect(ids.size).toBe(50)
    for (const id of ids) expect(id).toMatch(/^SK123-1700000000-[\w-]{22}$/)
  })
})

describe('secrets', () => {
  test('the payload is printed while it is signed (a branch of PHP): here nothing is', async () => {
    const methods = ['log', 'info', 'warn', 'error', 'debug'] as const
    const printed = methods.map((method) => vi.spyOn(console, method))
    const token = await builder().allowClientIncoming('Alice').generateToken()
    await readCapabilityToken(token, account)
    await new AccessToken({ ...apiKey, identity: 'a' }).addGrant(videoGrant()).toJwt()
    for (const spy of printed) expect(spy).not.toHaveBeenCalled()
  })

  test('an empty secret signs (PHP, Ruby, Python): here it signs and verifies nothing', async () => {
    const { token } = recorded('py-old', 'secret-empty')
    expect(token.split('.')).toHaveLength(3)

    expect(() => builder({ ...account, authToken: '' })).toThrow(/"authToken"/)
    expect(() => new AccessToken({ ...apiKey, secret: '' })).toThrow(/"secret"/)
    expect(() => twilioVerifier({ ...account, authToken: '' })).toThrow(/"authToken"/)
    await expect(readCapabilityToken(token, { authToken: '' })).rejects.toThrow(/"authToken"/)
    await expect(readAccessToken(token, { secret: '' })).rejects.toThrow(/"secret"/)
  })
})
