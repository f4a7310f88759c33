import { inspect } from 'node:util'
import { jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  chatGrant,
  playbackGrant,
  syncGrant,
  taskRouterGrant,
  videoGrant,
  voiceGrant,
} from '../../../src/twilio/access/access-grants.ts'
import { AccessToken, type AccessTokenOptions } from '../../../src/twilio/access/access-token.ts'
import { accessLines, grantOf, type AccessLine } from './access-lines.ts'

const NOW = 1_700_000_000
const required = { accountSid: 'AC123', keySid: 'SK123', secret: 'secret' }
const nobody = (options: object = {}): AccessToken =>
  new AccessToken({ ...required, clock: () => NOW + 0.9, ...options })
const alice = (options: object = {}): AccessToken => nobody({ identity: 'alice', ...options })

function textsOf(token: string): [header: string, payload: string] {
  const [header = '', payload = ''] = token.split('.')
  return [Buffer.from(header, 'base64url').toString(), Buffer.from(payload, 'base64url').toString()]
}

async function claimsOf(token: AccessToken): Promise<Record<string, unknown>> {
  return JSON.parse(textsOf(await token.toJwt())[1])
}

const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  'no-identity': TypeError,
  'chat-empty': TypeError,
  'sync-empty': TypeError,
  'voice-params-without-sid': TypeError,
  'same-grant-twice': TypeError,
  'ttl-0': RangeError,
}

async function replay(line: AccessLine): Promise<string> {
  const { accountSid, keySid, secret, identity, now, calls } = line
  const { nbf, ...options } = line.opts
  const access = new AccessToken({
    accountSid,
    keySid,
    secret,
    ...options,
    ...(identity === null ? {} : { identity }),
    ...(nbf === undefined ? {} : { notBefore: nbf }),
    clock: () => now,
  })
  for (const call of calls) access.addGrant(grantOf(call))
  return access.toJwt()
}

describe('next to the Node library', () => {
  const isError = (line: AccessLine): boolean => Object.hasOwn(ERRORS, line.case)

  test.each(accessLines.filter((line) => !isError(line)))(
    'gives the same header and payload for $case, but a jti that does not repeat',
    async (line) => {
      const [header, payload] = textsOf(await replay(line))
      expect(header).toBe(line.header_raw)
      expect(
        payload.replace(/^\{"jti":"SK123-1700000000-[\w-]{22}"/, '{"jti":"SK123-1700000000"'),
      ).toBe(line.payload_raw)
    },
  )

  test.each(accessLines.filter(isError))('refuses $case', async (line) => {
    await expect(replay(line)).rejects.toThrow(ERRORS[line.case] ?? RangeError)
  })

  test('every case that is an error was there', () => {
    expect(accessLines.filter(isError)).toHaveLength(Object.keys(ERRORS).length)
  })
})

describe('the token', () => {
  test.each(['HS256', 'HS384', 'HS512'])('signed with %s holds elsewhere', async (algorithm) => {
    const token = await alice({ algorithm })
      .addGrant(videoGrant({ room: 'r' }))
      .toJwt()
    const key = new TextEncoder().encode('secret')
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      currentDate: new Date(NOW * 1000),
    })
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'JWT', cty: 'twilio-fpa;v=1' })
    expect(payload['grants']).toEqual({ identity: 'alice', video: { room: 'r' } })
  })

  test('is signed with HS256 unless another is asked for', async () => {
    expect(textsOf(await alice().toJwt())[0]).toBe(
      '{"alg":"HS256","typ":"JWT","cty":"twilio-fpa;v=1"}',
    )
  })

  test('has an id of its own, though the second is the same', async () => {
    const access = alice()
    const ids = [await claimsOf(access), await claimsOf(access), await claimsOf(alice())].map(
      ({ jti }) => jti,
    )
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^SK123-1700000000-[\w-]{22}$/)
  })

  test.each(['', '0', 'Zoë 👋', 'a"b\\', ' '])('keeps the identity %j', async (identity) => {
    const grants = { identity, voice: {} }
    expect((await claimsOf(nobody({ identity }).addGrant(voiceGrant())))['grants']).toEqual(grants)
  })

  test('needs no identity for what is nobody’s', async () => {
    const access = nobody()
      .addGrant(playbackGrant())
      .addGrant(taskRouterGrant({ workspaceSid: 'WS1', workerSid: 'WK1', role: 'worker' }))
      .addGrant(videoGrant())
    expect(Object.keys((await claimsOf(access))['grants'] as object)).toEqual([
      'player',
      'task_router',
      'video',
    ])
  })

  test('says nothing without identity and grants, and so is none', async () => {
    await expect(nobody().toJwt()).rejects.toThrow(TypeError)
    await expect(nobody().toJwt()).rejects.toThrow(/^toJwt: .*"identity" or call addGrant$/)
  })

  test.each([
    ['voiceGrant', voiceGrant()],
    ['chatGrant', chatGrant({ serviceSid: 'IS1' })],
    ['syncGrant', syncGrant({ serviceSid: 'IS1' })],
  ])('takes no %s for nobody', (name, grant) => {
    expect(() => nobody().addGrant(grant)).toThrow(new RegExp(`${name}.*"identity"`))
    expect(() => nobody().addGrant(grant)).toThrow(TypeError)
  })

  test('lives from the second it is made, by the clock of that moment', async () => {
    let now = NOW + 0.9
    const access = alice({ ttl: 60, clock: () => now })
    expect(await claimsOf(access)).toMatchObject({ iat: NOW, exp: NOW + 60 })
    now += 100
    expect(await claimsOf(access)).toMatchObject({ iat: NOW + 100, exp: NOW + 160 })
    expect(await claimsOf(alice())).toMatchObject({ iat: NOW, exp: NOW + 3600 })
  })

  test('has the wall clock by default', async () => {
    const before = Math.floor(Date.now() / 1000)
    const { iat } = await claimsOf(new AccessToken({ ...required, identity: 'a' }))
    expect(iat).toBeGreaterThanOrEqual(before)
    expect(iat).toBeLessThanOrEqual(Date.now() / 1000)
  })

  test.each([0, -1, 1.5, Number.NaN, Infinity, 86_401, null, '60'])(
    'does not live %j seconds',
    (ttl) => {
      expect(() => alice({ ttl })).toThrow(RangeError)
    },
  )

  test('may begin later, but not when it ends', async () => {
    expect(await claimsOf(alice({ ttl: 60, notBefore: NOW + 59.5 }))).toMatchObject({
      nbf: NOW + 59.5,
    })
    expect(await claimsOf(alice({ notBefore: 0 }))).toMatchObject({ nbf: 0 })
    await expect(alice({ ttl: 60, notBefore: NOW + 60 }).toJwt()).rejects.toThrow(RangeError)
    await expect(alice({ ttl: 60, notBefore: NOW + 61 }).toJwt()).rejects.toThrow(/"notBefore"/)
  })

  test.each([Number.NaN, Infinity])('cannot be made by a clock at %d', async (now) => {
    await expect(alice({ clock: () => now }).toJwt()).rejects.toThrow(/^AccessToken: "clock"/)
  })
})

describe('the builder', () => {
  test('is not changed by minting', async () => {
    const access = alice({ region: 'au1', notBefore: NOW }).addGrant(videoGrant())
    const { jti: _first, ...first } = await claimsOf(access)
    await Promise.all([access.toJwt(), access.toJwt()])
    const { jti: _next, ...next } = await claimsOf(access)
    expect(next).toEqual(first)
  })

  test('puts into a token what it had when that was asked for', async () => {
    const access = alice()
    const pending = access.toJwt()
    access.addGrant(videoGrant())
    expect(JSON.parse(textsOf(await pending)[1]).grants).toEqual({ identity: 'alice' })
  })

  test('takes one grant of a kind', () => {
    const access = alice().addGrant(videoGrant({ room: 'a' }))
    expect(() => access.addGrant(videoGrant({ room: 'b' }))).toThrow(/videoGrant/)
    const sync = syncGrant({ serviceSid: 'IS1' })
    expect(() => alice().addGrant(sync).addGrant(sync)).toThrow(TypeError)
  })

  test('gives one grant to many tokens', async () => {
    const grant = videoGrant({ room: 'a' })
    const tokens = [alice().addGrant(grant), nobody().addGrant(grant)]
    const grants = await Promise.all(tokens.map(async (one) => (await claimsOf(one))['grants']))
    expect(grants).toEqual([{ identity: 'alice', video: { room: 'a' } }, { video: { room: 'a' } }])
  })

  const proxied = new Proxy(videoGrant(), {})
  test.each([
    ['a look-alike', { kind: 'video' }],
    ['a copy', { ...videoGrant() }],
    ['a heir', Object.create(videoGrant())],
    ['a proxy', proxied],
    ['options', { room: 'a' }],
    ['the function', videoGrant],
    ['text', 'video'],
    ['null', null],
    ['nothing', undefined],
  ])('takes no grant that is %s', (_what, grant) => {
    const names = /voiceGrant, videoGrant, chatGrant, syncGrant, taskRouterGrant, playbackGrant/
    expect(() => alice().addGrant(grant as never)).toThrow(TypeError)
    expect(() => alice().addGrant(grant as never)).toThrow(names)
    expect(() => alice().addGrant(grant as never)).toThrow(/^addGrant: /)
  })

  test('shows nothing of the secret', async () => {
    const access = alice({ secret: 'hidden-secret' })
    await access.toJwt()
    expect(JSON.stringify(access)).not.toContain('hidden')
    expect(inspect(access, { depth: 20, showHidden: true })).not.toContain('hidden')
    expect(Reflect.ownKeys(access)).toEqual([])
  })

  test.each([
    ['accountSid', undefined],
    ['accountSid', 'SK123'],
    ['accountSid', 'AC'],
    ['accountSid', 'AC1/2'],
    ['keySid', undefined],
    ['keySid', 'AC123'],
    ['secret', undefined],
    ['secret', ''],
    ['secret', '\uD800'],
    ['secret', 5],
    ['identity', null],
    ['identity', 0],
    ['identity', 'a\uD800'],
    ['identity', '\uDC00b'],
    ['notBefore', null],
    ['notBefore', Number.NaN],
    ['notBefore', Infinity],
    ['notBefore', '1700000000'],
    ['notBefore', new Date(0)],
    ['region', null],
    ['region', 1],
    ['region', '\uD800'],
    ['algorithm', 'none'],
    ['algorithm', 'hs256'],
    ['algorithm', 'RS256'],
    ['algorithm', null],
    ['clock', 5],
  ])('names the option %s that is %j', (option, value) => {
    const make = (): AccessToken => alice({ [option]: value })
    expect(make).toThrow(TypeError)
    expect(make).toThrow(`AccessToken: "${option}"`)
  })

  test('refuses what is misspelt and what is nothing', () => {
    expect(() => alice({ nbf: NOW })).toThrow(/^AccessToken: .*"nbf".*notBefore/)
    expect(() => alice({ algorithm: 'none' })).toThrow(/one of HS256, HS384, HS512$/)
    expect(() => new AccessToken(undefined as unknown as AccessTokenOptions)).toThrow(TypeError)
  })

  test('names no value in its messages', () => {
    for (const option of ['accountSid', 'keySid', 'algorithm', 'ttl', 'notBefore', 'clock']) {
      expect(() => alice({ [option]: 'hidden-value' })).toThrow(/^(?!.*hidden)/s)
    }
  })
})
