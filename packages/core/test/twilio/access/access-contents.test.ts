import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { voiceGrant } from '../../../src/twilio/access/access-grants.ts'
import { AccessToken } from '../../../src/twilio/access/access-token.ts'
import { readAccessToken } from '../../../src/twilio/access/read-access-token.ts'
import { access, addAll, NOW, read, signed } from './access-samples.ts'

describe('the contents', () => {
  test('say what the token says, frozen all the way down', async () => {
    const token = await access({ region: 'au1', notBefore: NOW - 5, ttl: 60 })
      .addGrant(voiceGrant({ outgoingApplicationSid: 'AP1', outgoingParams: { a: [{ b: 'c' }] } }))
      .toJwt()
    const contents = await read(token)
    const { claims, id, ...rest } = contents
    expect(rest).toEqual({
      keySid: 'SK123',
      accountSid: 'AC123',
      identity: 'alice',
      region: 'au1',
      issuedAt: NOW,
      notBefore: NOW - 5,
      expiresAt: NOW + 60,
      grants: {
        voice: { outgoingApplicationSid: 'AP1', outgoingParams: { a: [{ b: 'c' }] } },
      },
    })
    expect(id).toBe(claims['jti'])
    const open: unknown[] = [contents]
    for (const value of open) {
      if (typeof value !== 'object' || value === null) continue
      expect(Object.isFrozen(value)).toBe(true)
      open.push(...Object.values(value))
    }
    expect(open.length).toBeGreaterThan(20)
  })

  test('have no member for what the token has no claim for', async () => {
    const contents = await read(signed({}))
    expect(Object.keys(contents).sort()).toEqual([
      'accountSid',
      'claims',
      'expiresAt',
      'grants',
      'keySid',
    ])
    expect(contents.grants).toStrictEqual({})
  })

  test.each([[null], [''], [5]])('have no region for a header that says %j', async (twr) => {
    expect(await read(signed({}, { twr }))).not.toHaveProperty('region')
  })

  test.each([
    ['voice', { incoming: true }],
    ['voice', { incoming: { allow: 'true' } }],
    ['voice', { incoming: { allow: null } }],
    ['voice', { incoming: null }],
    ['voice', { incoming: [] }],
    ['voice', { 'incoming.allow': true }],
    ['voice', { incomingAllow: true }],
    ['voice', { outgoing: { params: { a: 'b' } } }],
    ['voice', { outgoing: { application_sid: 'AC1' } }],
    ['voice', { outgoing: { application_sid: 'AP1', params: 'a=b' } }],
    ['voice', { outgoing: { application_sid: 'AP1', only_to: 'x' } }],
    ['voice', { endpoint_id: '' }],
    ['voice', []],
    ['voice', null],
    ['voice', 'x'],
    ['video', { room: null }],
    ['video', { room: '' }],
    ['video', { room: ['a'] }],
    ['video', { room: 'a', until: 5 }],
    ['video', { constructor: {} }],
    ['video', true],
    ['chat', {}],
    ['chat', { service_sid: 'AC1' }],
    ['chat', { endpoint_id: 'e' }],
    ['data_sync', {}],
    ['data_sync', { service_sid: 5 }],
    ['task_router', { workspace_sid: 'WS1', worker_sid: 'WK1' }],
    ['task_router', { workspace_sid: 'WS1', worker_sid: 'WK1', role: '' }],
    ['player', []],
    ['player', null],
    ['sync', { service_sid: 'IS1' }],
    ['playback', {}],
    ['toString', {}],
  ])('leave out the grant %s of the shape %j', async (member, value) => {
    const grants = { identity: 'a', [member]: value, ip_messaging: { service_sid: 'IS1' } }
    const contents = await read(signed({ grants }))
    expect(contents.grants).toStrictEqual({})
    expect(contents.identity).toBe('a')
    expect(contents.claims['grants']).toEqual(grants)
  })

  // What only some libraries write.
  test('have text for an identity that is a number', async () => {
    expect(await read(signed({ grants: { identity: 0 } }))).toMatchObject({ identity: '0' })
  })

  test('have the flag of calls that are not let in', async () => {
    const { grants } = await read(signed({ grants: { voice: { incoming: { allow: false } } } }))
    expect(grants).toEqual({ voice: { incomingAllow: false } })
  })

  test('keep the good grants beside a bad one', async () => {
    const grants = { video: { room: 5 }, player: { a: null }, data_sync: { service_sid: 'IS1' } }
    expect((await read(signed({ grants }))).grants).toEqual({
      playback: { a: null },
      sync: { serviceSid: 'IS1' },
    })
  })

  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  const sid = (prefix: string): fc.Arbitrary<string> =>
    fc.stringMatching(/^[0-9A-Za-z_-]{1,32}$/).map((rest) => prefix + rest)
  const json = fc
    .dictionary(text, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })
    // As JSON has it: no -0.
    .map((value): Record<string, unknown> => JSON.parse(JSON.stringify(value)))
  const some = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
    fc.option(value, { nil: undefined })
  const record = <Members extends object>(
    members: { [Name in keyof Members]: fc.Arbitrary<Members[Name]> },
    requiredKeys: (keyof Members)[] = [],
  ): fc.Arbitrary<never> => fc.record(members, { requiredKeys, noNullPrototype: true }) as never
  const push = sid('CR')
  const others = { incomingAllow: fc.constant(true), pushCredentialSid: push, endpointId: text }
  const outgoing = { outgoingApplicationSid: sid('AP'), outgoingParams: json }
  const voice = fc.oneof(
    record(others),
    record({ ...others, ...outgoing }, ['outgoingApplicationSid']),
  )
  const grantSets = fc.record(
    {
      voice,
      video: record({ room: text }),
      chat: record(
        {
          serviceSid: sid('IS'),
          endpointId: text,
          deploymentRoleSid: sid('RL'),
          pushCredentialSid: push,
        },
        ['serviceSid'],
      ),
      sync: record({ serviceSid: sid('IS'), endpointId: text }, ['serviceSid']),
      taskRouter: record({ workspaceSid: sid('WS'), workerSid: sid('WK'), role: text }, [
        'workspaceSid',
        'workerSid',
        'role',
      ]),
      playback: json,
    },
    { requiredKeys: [], noNullPrototype: true },
  )

  test('give back the options of any token', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          accountSid: sid('AC'),
          keySid: sid('SK'),
          secret: text.map((one) => `k${one}`),
          identity: fc.string({ unit: 'grapheme', maxLength: 12 }),
          ttl: fc.integer({ min: 1, max: 86_400 }),
          algorithm: fc.constantFrom('HS256' as const, 'HS384' as const, 'HS512' as const),
        }),
        some(text),
        some(fc.integer({ min: 0, max: NOW })),
        grantSets,
        async (options, region, notBefore, grants) => {
          const optional = {
            ...(region === undefined ? {} : { region }),
            ...(notBefore === undefined ? {} : { notBefore }),
          }
          const token = new AccessToken({ ...options, ...optional, clock: () => NOW })
          const jwt = await addAll(token, grants).toJwt()
          const { secret, algorithm, accountSid, keySid, identity, ttl } = options
          const { id, claims, ...contents } = await readAccessToken(jwt, {
            secret,
            algorithm,
            accountSid,
            keySid,
            clock: () => NOW,
          })
          expect(id?.startsWith(`${keySid}-${NOW}-`)).toBe(true)
          expect(claims['iss']).toBe(keySid)
          expect(contents).toEqual({
            accountSid,
            keySid,
            identity,
            ...optional,
            issuedAt: NOW,
            expiresAt: NOW + ttl,
            grants,
          })
        },
      ),
    )
  })
})
