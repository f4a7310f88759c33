import { describe, expect, test } from 'vitest'
import {
  createKeyRing,
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  exportJwk,
  generateKey,
  importKey,
  type Minter,
  type MinterOptions,
} from '../../src/index.ts'

const keys = await generateKey('EdDSA', { kid: 'k1' })
const read = defineCapability('a:b', { k: exact() })
const minter = (options: Partial<MinterOptions> = {}): Minter =>
  createMinter({ issuer: 'issuer', keys, clock: () => 1000.25, ...options })
const part = (token: string, at: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString())

describe('the claims of a token', () => {
  test('a plain one', async () => {
    const minted = await minter().mint({ subject: 'alice', capabilities: [read({ k: 'v' })] })
    expect(part(minted.token, 0)).toEqual({ alg: 'EdDSA', typ: 'capability+jwt', kid: 'k1' })
    expect(part(minted.token, 1)).toEqual({
      iss: 'issuer',
      sub: 'alice',
      exp: 1601,
      iat: 1000.25,
      jti: minted.id,
      scope: 'scope:a:b?k=v',
    })
    expect(minted).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 600,
      expiresAt: 1601,
      scope: 'scope:a:b?k=v',
    })
  })

  test('one with everything', async () => {
    const minted = await minter({ audience: 'api' }).mint({
      subject: 'alice',
      capabilities: [],
      ttl: 60,
      audience: 'other',
      claims: { team: { name: 'x' }, zero: 0, empty: '' },
      session: 's1',
      notBefore: 1005.5,
      dpopThumbprint: 'print',
      singleUse: true,
    })
    expect(part(minted.token, 1)).toEqual({
      team: { name: 'x' },
      zero: 0,
      empty: '',
      iss: 'issuer',
      sub: 'alice',
      aud: 'other',
      exp: 1061,
      nbf: 1005.5,
      iat: 1000.25,
      jti: minted.id,
      scope: '',
      sid: 's1',
      once: true,
      cnf: { jkt: 'print' },
    })
    expect(minted.tokenType).toBe('DPoP')
  })

  test.each([
    [1000.98765, 1000.987, 1601],
    [1000.001, 1000.001, 1601],
    [1.001, 1.001, 602],
    [2_147_483_648.002, 2_147_483_648.002, 2_147_484_249],
    [1000, 1000, 1600],
  ])('at %d iat is %d and exp %d', async (now, iat, exp) => {
    const { token } = await minter({ clock: () => now }).mint({ capabilities: [] })
    expect(part(token, 1)).toMatchObject({ iat, exp })
  })

  test('the id is 128 random bits', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, async () => (await minter().mint({ capabilities: [] })).id),
    )
    expect(new Set(ids).size).toBe(50)
    expect(Buffer.from(ids[0] ?? '', 'base64url')).toHaveLength(16)
  })

  test('without a ttl it lives 600 seconds, or maxTtl where that is less', async () => {
    expect((await minter({ maxTtl: 60 }).mint({ capabilities: [] })).expiresIn).toBe(60)
    expect((await minter({ maxTtl: 900 }).mint({ capabilities: [] })).expiresIn).toBe(600)
  })

  test('the header is that of the key that signs, also after a rotation', async () => {
    const ring = createKeyRing([keys])
    const rotating = minter({ keys: ring })
    const headerNow = async () => part((await rotating.mint({ capabilities: [] })).token, 0)
    expect(await headerNow()).toMatchObject({ alg: 'EdDSA', kid: 'k1' })
    ring.rotate(await generateKey('HS256', { kid: 'k2' }))
    expect(await headerNow()).toMatchObject({ alg: 'HS256', kid: 'k2' })
  })

  test('the time is read when it is needed, not before', async () => {
    let now = 1000
    const late = minter({ clock: () => now })
    now = 5000
    expect((await late.mint({ capabilities: [] })).expiresAt).toBe(5600)
  })
})

describe('bad requests', () => {
  test.each([0, -1, 1.5, Number.NaN, Infinity, 86_401, 2 ** 60])(
    'refuses a ttl of %d',
    async (ttl) => {
      await expect(minter().mint({ capabilities: [], ttl })).rejects.toThrow(RangeError)
    },
  )

  test.each([
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'scope',
    'sid',
    'once',
    'cnf',
    'root',
  ])('refuses the reserved claim %s', async (name) => {
    const request = { capabilities: [], claims: { [name]: 'x' } }
    await expect(minter().mint(request)).rejects.toThrow(`the claim "${name}" is reserved`)
  })

  test.each([
    [
      'a scope that cannot be written',
      { capabilities: [{ service: 'a b', privilege: 'c', params: {} }] },
    ],
    ['an empty subject', { capabilities: [], subject: '' }],
    ['an empty audience', { capabilities: [], audience: '' }],
    ['a claim that JSON would drop', { capabilities: [], claims: { team: undefined } }],
    ['a claim that JSON would bend', { capabilities: [], claims: { team: Number.NaN } }],
    [
      'claims with a toJSON of their own',
      { capabilities: [], claims: { toJSON: () => ({ sub: 'x' }) } },
    ],
    ['claims in a Map', { capabilities: [], claims: new Map([['team', 'x']]) }],
    ['a date in a claim', { capabilities: [], claims: { at: new Date(0) } }],
    ['a Set in a claim', { capabilities: [], claims: { team: { members: new Set([1]) } } }],
    ['a list with a hole in a claim', { capabilities: [], claims: { list: Array(3) } }],
    ['holes for capabilities', { capabilities: Array(3) }],
    ['one capability outside a list', { capabilities: read({ k: 'v' }) }],
    ['no capabilities', {}],
    ['nothing', undefined],
    ['singleUse that is no boolean', { capabilities: [], singleUse: 1 }],
    ['a misspelt member', { capabilities: [], subjct: 'alice' }],
    ['a start that is no number', { capabilities: [], notBefore: Number.NaN }],
  ])('refuses %s', async (_what, request) => {
    await expect(minter().mint(request as never)).rejects.toThrow(TypeError)
  })

  test.each([
    [{ subject: '' }, 'mint: "subject" must be a non-empty string, not an empty string'],
    [{ audience: '' }, 'mint: "audience" must be a non-empty string'],
    [{ session: 1 }, 'mint: "session" must be a non-empty string, not a number'],
    [{ dpopThumbprint: '' }, 'mint: "dpopThumbprint" must be a non-empty string'],
    [{ singleUse: 1 }, 'mint: "singleUse" must be true or false'],
    [{ ttl: 0 }, 'mint: "ttl" must be a positive whole number of at most 86400, not zero'],
    [{ claims: new Map() }, 'mint: "claims" must be a plain object, not an object'],
    [{ claims: { team: undefined } }, 'mint: "claims" must be a value that JSON can hold'],
    [{ notBefore: '5' }, 'mint: "notBefore" must be a NumericDate'],
    [{ notBefore: 1601 }, 'mint: "notBefore" must come before the token expires'],
    [{ capabilities: undefined }, 'mint: "capabilities" must be a list, not undefined'],
    [{ subjct: 'alice' }, 'mint: unknown option "subjct"; known are subject, capabilities, '],
  ])('%j is refused by name', async (members, message) => {
    const request = { capabilities: [], ...members }
    await expect(minter().mint(request as never)).rejects.toThrow(message)
  })

  test('a claim that holds itself is refused, not followed', async () => {
    const claims: Record<string, unknown> = {}
    claims['self'] = claims
    await expect(minter().mint({ capabilities: [], claims })).rejects.toThrow(/JSON can hold/)
  })

  test('a token must be good for a while before it ends', async () => {
    await expect(minter().mint({ capabilities: [], notBefore: 1601 })).rejects.toThrow(RangeError)
  })

  test.each([Number.NaN, Infinity, undefined, '5'])('signs nothing at %s o’clock', async (now) => {
    const broken = minter({ clock: () => now as number })
    const { token } = await minter().mint({ capabilities: [] })
    const parent = await createVerifier({ issuer: 'issuer', keys, clock: () => 1000 }).verify(token)
    const message = /^createMinter: "clock" must return/
    await expect(broken.mint({ capabilities: [] })).rejects.toThrow(message)
    await expect(broken.attenuate(parent, { capabilities: [] })).rejects.toThrow(message)
  })

  test('changes nothing of what it was given', async () => {
    const request = Object.freeze({
      capabilities: Object.freeze([]),
      claims: Object.freeze({ a: 1 }),
    })
    await minter().mint(request)
    expect(request).toEqual({ capabilities: [], claims: { a: 1 } })
  })
})

describe('settings that could not work are refused at once', () => {
  test.each([
    ['no issuer', { issuer: '' }, TypeError, '"issuer"'],
    ['a ttl over maxTtl', { ttl: 61, maxTtl: 60 }, RangeError, '"ttl"'],
    ['a maxTtl of nothing', { maxTtl: 0 }, RangeError, '"maxTtl"'],
    ['a clock that is a number', { clock: 1000 }, TypeError, '"clock"'],
    ['a listener that is none', { onEvent: 'log' }, TypeError, '"onEvent"'],
    ['an empty audience', { audience: '' }, TypeError, '"audience"'],
    ['an empty typ', { typ: '' }, TypeError, '"typ"'],
    ['a misspelt option', { isuer: 'x' }, TypeError, 'unknown option "isuer"'],
  ])('%s', (_what, options, kind, name) => {
    const make = (): Minter => minter(options as Partial<MinterOptions>)
    expect(make).toThrow(kind)
    expect(make).toThrow(`createMinter: ${name}`)
  })

  test.each([
    ['a plain function', {}],
    ['one without a service', { privilege: 'join', params: {} }],
    ['one without a privilege', { service: 'room', params: {} }],
    ['one without parameters', { service: 'room', privilege: 'join' }],
  ])('a definition that is none: %s', (_what, members) => {
    const fake = Object.assign(() => {}, members)
    expect(() => minter({ capabilities: [fake as never] })).toThrow(/defineCapability/)
  })

  test('a key that only verifies', async () => {
    const half = await importKey({ alg: 'EdDSA', jwk: exportJwk(keys) })
    expect(() => minter({ keys: half })).toThrow(/must be able to sign/)
    expect(() => createVerifier({ issuer: 'issuer', keys: half })).not.toThrow()
  })
})
