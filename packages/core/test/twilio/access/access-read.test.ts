import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TokenError, type TokenErrorReason } from '../../../src/errors.ts'
import {
  chatGrant,
  playbackGrant,
  syncGrant,
  taskRouterGrant,
  videoGrant,
  voiceGrant,
} from '../../../src/twilio/access/access-grants.ts'
import { AccessToken } from '../../../src/twilio/access/access-token.ts'
import { CapabilityToken } from '../../../src/twilio/capability-token.ts'
import {
  readAccessToken,
  type AccessTokenContents,
  type ReadAccessTokenOptions,
} from '../../../src/twilio/access/read-access-token.ts'
import type { AccessTokenGrants } from '../../../src/twilio/access/read-access-grants.ts'
import { accessLines, taskRouterLines } from './access-lines.ts'

const NOW = 1_700_000_000
const CTY = 'twilio-fpa;v=1'
const access = (options: object = {}): AccessToken =>
  new AccessToken({
    accountSid: 'AC123',
    keySid: 'SK123',
    secret: 'secret',
    identity: 'alice',
    clock: () => NOW,
    ...options,
  })
const read = (token: string, options: object = {}): Promise<AccessTokenContents> =>
  readAccessToken(token, { secret: 'secret', clock: () => NOW, ...options })

/** A token of another library: its claims, and a header that may differ. */
function signed(claims: object, header: object = {}, secret: string = 'secret'): string {
  const parts = [
    { alg: 'HS256', typ: 'JWT', cty: CTY, ...header },
    { iss: 'SK123', sub: 'AC123', exp: NOW + 60, grants: {}, ...claims },
  ]
  const input = parts
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

async function reasonOf(token: string, options: object = {}): Promise<TokenErrorReason> {
  const error: unknown = await read(token, options).catch((thrown: unknown) => thrown)
  if (error instanceof TokenError) return error.reason
  throw new Error('no TokenError', { cause: error })
}

/** Grants again what the contents of a token say. */
function addAll(token: AccessToken, grants: AccessTokenGrants): AccessToken {
  if (grants.voice !== undefined) token.addGrant(voiceGrant(grants.voice))
  if (grants.video !== undefined) token.addGrant(videoGrant(grants.video))
  if (grants.chat !== undefined) token.addGrant(chatGrant(grants.chat))
  if (grants.sync !== undefined) token.addGrant(syncGrant(grants.sync))
  if (grants.taskRouter !== undefined) token.addGrant(taskRouterGrant(grants.taskRouter))
  if (grants.playback !== undefined) token.addGrant(playbackGrant(grants.playback))
  return token
}

describe('tokens of the Node library', () => {
  const readable = accessLines.flatMap((line) =>
    line.token === undefined ? [] : [{ ...line, token: line.token }],
  )

  test.each(readable)('$case is read', async ({ token, secret, now, ...line }) => {
    const { accountSid, keySid } = line
    const contents = await readAccessToken(token, { secret, accountSid, keySid, clock: () => now })
    expect(contents).toMatchObject({ accountSid, keySid, id: 'SK123-1700000000', issuedAt: now })
    expect(contents.identity).toBe(line.identity)
    expect(contents.region).toBe(line.opts.region === '' ? undefined : line.opts.region)
    expect(contents.notBefore).toBe(line.opts.nbf)
    expect(contents.claims).toEqual(line.payload)
  })

  const whole = readable.filter((line) => !['chat-empty', 'sync-empty'].includes(line.case))
  test.each(whole)('what $case grants can be granted again', async ({ token, payload }) => {
    const { identity, grants } = await read(token)
    const again = await read(await addAll(access({ identity }), grants).toJwt())
    expect(again.claims['grants']).toEqual(payload.grants)
  })

  test.each(readable)('$case ends when it expires, and not before', async ({ token }) => {
    const { expiresAt } = await read(token)
    expect(await reasonOf(token, { clock: () => expiresAt })).toBe('expired')
    expect((await read(token, { clock: () => expiresAt - 0.001 })).expiresAt).toBe(expiresAt)
  })

  test.each(taskRouterLines)('$case, of TaskRouter, is another kind of token', async (line) => {
    expect(await reasonOf(line.token ?? '')).toBe('type')
  })
})

describe('a token is refused', () => {
  test('under another secret', async () => {
    expect(await reasonOf(await access().toJwt(), { secret: 'Secret' })).toBe('signature')
  })

  test('of another account or another API key', async () => {
    const token = await access().toJwt()
    expect(await reasonOf(token, { accountSid: 'AC124' })).toBe('issuer')
    expect(await reasonOf(token, { keySid: 'SK124' })).toBe('issuer')
    expect(await read(token, { accountSid: 'AC123', keySid: 'SK123' })).toMatchObject({
      accountSid: 'AC123',
      keySid: 'SK123',
    })
  })

  test('before its time', async () => {
    const token = await access({ notBefore: NOW + 10 }).toJwt()
    expect(await reasonOf(token, { clock: () => NOW + 9.9 })).toBe('not_yet_valid')
    expect(await read(token, { clock: () => NOW + 10 })).toMatchObject({ notBefore: NOW + 10 })
  })

  test('without a time to go by', async () => {
    expect(await reasonOf(await access().toJwt(), { clock: () => Number.NaN })).toBe('unavailable')
  })

  test('with one byte changed, wherever it is', async () => {
    const token = await access()
      .addGrant(videoGrant({ room: 'r' }))
      .toJwt()
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const error = await read(token.slice(0, at) + other + token.slice(at + 1)).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toMatchObject({ name: 'TokenError', code: 'invalid_token' })
    }
  })

  test('if it is a classic capability token of the same secret', async () => {
    const classic = await new CapabilityToken({
      accountSid: 'AC123',
      authToken: 'secret',
      clock: () => NOW,
    })
      .addClaim('grants', { identity: 'alice' })
      .addClaim('sub', 'AC123')
      .generateToken()
    expect(await reasonOf(classic)).toBe('type')
  })

  test.each(['HS256', 'HS384', 'HS512'])(
    'unless %s signed where that is asked for',
    async (alg) => {
      const token = await access({ algorithm: alg }).toJwt()
      expect((await read(token, { algorithm: alg })).identity).toBe('alice')
      for (const other of ['HS256', 'HS384', 'HS512'].filter((one) => one !== alg)) {
        expect(await reasonOf(token, { algorithm: other })).toBe('algorithm')
      }
    },
  )

  test('if it says that nothing signed it', async () => {
    const [, payload = ''] = signed({}).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', cty: CTY }))
    expect(await reasonOf(`${header.toString('base64url')}.${payload}.AA`)).toBe('algorithm')
  })

  test.each<[what: string, claims: object, reason: TokenErrorReason]>([
    ['no grants', { grants: undefined }, 'claim'],
    ['grants that are null', { grants: null }, 'claim'],
    ['grants that are a list', { grants: [{ voice: {} }] }, 'claim'],
    ['grants that are text', { grants: '{}' }, 'claim'],
    ['no sub', { sub: undefined }, 'claim'],
    ['a sub that is null', { sub: null }, 'claim'],
    ['a sub that is a list', { sub: ['AC123'] }, 'claim'],
    ['an identity that is a fraction', { grants: { identity: 0.5 } }, 'claim'],
    ['an identity that is too large a number', { grants: { identity: 2 ** 53 } }, 'claim'],
    ['an identity that is null', { grants: { identity: null } }, 'claim'],
    ['an identity that is a list', { grants: { identity: ['alice'] } }, 'claim'],
    ['no exp', { exp: undefined }, 'claim'],
    ['no iss', { iss: undefined }, 'issuer'],
    ['a key to prove', { cnf: { jkt: 'x' } }, 'binding'],
  ])('that has %s', async (_what, claims, reason) => {
    expect(await reasonOf(signed(claims))).toBe(reason)
  })

  test.each([
    ['another content type', { cty: 'twilio-fpa;v=2' }],
    ['no content type', { cty: undefined }],
    ['another type', { typ: 'at+jwt' }],
  ])('whose header has %s', async (_what, header) => {
    expect(await reasonOf(signed({}, header))).toBe('type')
  })
})

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
    expect(contents.grants).toEqual({})
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
    expect(contents.grants).toEqual({})
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
          deploymentRoleSid: text,
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

describe('the options', () => {
  test.each([
    ['secret', undefined],
    ['secret', ''],
    ['secret', '\uD800'],
    ['keySid', ''],
    ['keySid', 'AC123'],
    ['accountSid', 'SK123'],
    ['accountSid', null],
    ['algorithm', 'none'],
    ['algorithm', 'RS256'],
    ['clock', 5],
    ['authToken', 'secret'],
  ])('are refused where "%s" is %j', async (option, value) => {
    const reading = read(signed({}), { [option]: value })
    await expect(reading).rejects.toThrow(TypeError)
    await expect(reading).rejects.toThrow(`"${option}"`)
  })

  test('must be given', async () => {
    await expect(
      readAccessToken(signed({}), undefined as unknown as ReadAccessTokenOptions),
    ).rejects.toThrow(TypeError)
  })

  test('a token that is none is malformed', async () => {
    expect(await reasonOf('')).toBe('malformed')
    expect(await reasonOf(undefined as never)).toBe('malformed')
    expect(await reasonOf(`${'a'.repeat(9000)}.b.c`)).toBe('too_large')
  })
})
