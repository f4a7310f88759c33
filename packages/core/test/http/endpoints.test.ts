import { describe, expect, test, vi } from 'vitest'
import {
  createKeyRing,
  createMinter,
  createVerifier,
  defineCapability,
  generateKey,
  memoryReplayStore,
  memoryRevocationStore,
  path,
  TokenError,
  under,
  type Verifier,
} from '../../src/index.ts'
import {
  denied,
  exchangeHandler,
  introspectionHandler,
  jwksHandler,
  metadataHandler,
  revocationHandler,
  ticketHandler,
  tokenHandler,
} from '../../src/http.ts'

let now = 1_800_000_000
const clock = (): number => now
const join = defineCapability('room:join', { room: path() })
const issuer = 'https://rooms.example'
const keys = createKeyRing([await generateKey('ES256', { kid: 'one' })])
const minter = createMinter({ issuer, keys, clock, capabilities: [join] })
const verifier = createVerifier({ issuer, keys, clock, replay: memoryReplayStore({ clock }) })
const down: Pick<Verifier, 'check'> = {
  check: async () => ({ ok: false, error: new TokenError('unavailable') }),
}

const mint = (options: object = {}): ReturnType<typeof minter.mint> =>
  minter.mint({ subject: 'alice', capabilities: [join({ room: under('acme') })], ...options })
const wide = (await mint()).token

const ADDRESS = 'https://rooms.example/x'

function post(fields: Readonly<Record<string, string>> | string, headers: object = {}): Request {
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return new Request(ADDRESS, { method: 'POST', headers: { ...type, ...headers }, body })
}

/** Status, headers in one spelling, and the body. */
async function seen(response: Response): Promise<object> {
  const text = await response.text()
  const body: unknown = text === '' ? '' : JSON.parse(text)
  return { status: response.status, headers: Object.fromEntries(response.headers), body }
}

const JSON_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  vary: 'Origin',
}
const refusal = (status: number, error: string, headers: object = {}): object => ({
  status,
  headers: { ...JSON_HEADERS, ...headers },
  body: { error },
})

const EXCHANGE = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: wide,
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
}

describe('exchange (RFC 8693)', () => {
  const handle = exchangeHandler({ verifier, minter })

  test('gives a narrower token', async () => {
    const scope = 'scope:room:join?room=acme%2F1'
    const response = await handle(post({ ...EXCHANGE, scope }))
    const body = (await response.clone().json()) as { access_token: string }
    expect(await seen(response)).toEqual({
      status: 200,
      headers: JSON_HEADERS,
      body: {
        access_token: expect.any(String),
        issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_type: 'Bearer',
        expires_in: 600,
        scope,
      },
    })
    const grant = await verifier.verify(body.access_token)
    expect(grant).toMatchObject({ subject: 'alice', scope, rootId: expect.any(String) })
  })

  test('gives the same where nothing is asked for', async () => {
    const response = await handle(post({ ...EXCHANGE, scope: '' }))
    expect(await response.json()).toMatchObject({ scope: 'scope:room:join?room=acme%2F%2A%2A' })
  })

  const { subject_token: _none, ...withoutToken } = EXCHANGE
  test.each([
    ['wider', { ...EXCHANGE, scope: 'scope:room:join?room=other' }, 'invalid_scope'],
    ['of another kind', { ...EXCHANGE, scope: 'scope:pay:all' }, 'invalid_scope'],
    ['malformed', { ...EXCHANGE, scope: 'room' }, 'invalid_scope'],
    ['of a token that is none', { ...EXCHANGE, subject_token: 'x' }, 'invalid_request'],
    ['of no token', withoutToken, 'invalid_request'],
    ['of an unknown grant type', { ...EXCHANGE, grant_type: 'password' }, 'unsupported_grant_type'],
    ['of no grant type', { subject_token: wide }, 'invalid_request'],
    ['of another token type', { ...EXCHANGE, subject_token_type: 'saml2' }, 'invalid_request'],
    ['for another type', { ...EXCHANGE, requested_token_type: 'saml2' }, 'invalid_request'],
    ['for another audience', { ...EXCHANGE, audience: 'x' }, 'invalid_target'],
    ['for another resource', { ...EXCHANGE, resource: 'https://x.example' }, 'invalid_target'],
    ['with an actor', { ...EXCHANGE, actor_token: wide }, 'invalid_request'],
  ])('gives nothing %s', async (_what, fields, error) => {
    expect(await seen(await handle(post(fields)))).toEqual(refusal(400, error))
  })

  test('gives nothing for a token that is bound, or good for one use', async () => {
    const bound = (await mint({ dpopThumbprint: 'x'.repeat(43) })).token
    const once = (await mint({ singleUse: true })).token
    const answers = await Promise.all(
      [bound, once].map((subject_token) => handle(post({ ...EXCHANGE, subject_token }))),
    )
    expect(await Promise.all(answers.map(seen))).toEqual([
      refusal(400, 'invalid_request'),
      refusal(400, 'invalid_scope'),
    ])
  })

  test('gives nothing while the verifier is down', async () => {
    const response = await exchangeHandler({ verifier: down, minter })(post(EXCHANGE))
    const wait = { 'retry-after': expect.stringMatching(/^[567]$/) }
    expect(await seen(response)).toEqual(refusal(503, 'temporarily_unavailable', wait))
  })
})

describe('what every endpoint with a form refuses', () => {
  const handle = exchangeHandler({ verifier, minter, maxBodyBytes: 2000 })

  test.each([
    ['GET', new Request(ADDRESS), refusal(405, 'invalid_request', { allow: 'POST' })],
    ['JSON', post('{}', { 'content-type': 'application/json' }), refusal(415, 'invalid_request')],
    ['no type', new Request(ADDRESS, { method: 'POST' }), refusal(415, 'invalid_request')],
    ['a field twice', post('scope=a&scope=b'), refusal(400, 'invalid_request')],
    ['too much', post(`scope=${'x'.repeat(2000)}`), refusal(413, 'invalid_request')],
    ['another site', post({}, { origin: 'https://evil.example' }), refusal(403, 'invalid_request')],
  ])('is %s', async (_what, request, answer) => {
    expect(await seen(await handle(request))).toEqual(answer)
  })

  test('is bytes that are no text', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const request = new Request(ADDRESS, { method: 'POST', headers, body: new Uint8Array([0xff]) })
    expect(await seen(await handle(request))).toEqual(refusal(400, 'invalid_request'))
  })
})

describe('tickets', () => {
  const handle = ticketHandler({ verifier, minter })
  const authorization = `Bearer ${wide}`

  test('are good once, for thirty seconds', async () => {
    const response = await handle(post({}, { authorization }))
    const body = (await response.clone().json()) as { access_token: string }
    expect(await seen(response)).toEqual({
      status: 200,
      headers: JSON_HEADERS,
      body: {
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 30,
        scope: 'scope:room:join?room=acme%2F%2A%2A',
      },
    })
    const ticket = await verifier.verify(body.access_token)
    expect(ticket.claims).toMatchObject({ once: true, iat: now, exp: now + 30 })
    await expect(verifier.verify(body.access_token)).rejects.toMatchObject({
      code: 'replayed_token',
    })
  })

  test('are given without a body too, and for no body of another kind', async () => {
    const ask = async (init: RequestInit): Promise<number> =>
      (await handle(new Request(ADDRESS, { method: 'POST', ...init }))).status
    expect(await ask({ headers: { authorization } })).toBe(200)
    const headers = { authorization, 'content-type': 'application/json' }
    expect(await ask({ headers, body: '{}' })).toBe(415)
    const untyped = new Uint8Array([1])
    expect(await ask({ headers: { authorization }, body: untyped })).toBe(415)
  })

  test('may be narrower, never wider', async () => {
    const ask = async (scope: string): Promise<number> =>
      (await handle(post({ scope }, { authorization }))).status
    expect(await ask('scope:room:join?room=acme%2F1')).toBe(200)
    expect(await ask('scope:room:join?room=other')).toBe(400)
  })

  test('are given to nobody without a token; the refusal is that of a gate', async () => {
    expect(await seen(await handle(post({})))).toMatchObject({
      status: 401,
      headers: {
        'content-type': 'application/problem+json',
        'www-authenticate': 'Bearer realm="api"',
      },
      body: { code: 'missing_token' },
    })
    const once = (await mint({ singleUse: true })).token
    const response = await handle(post({}, { authorization: `Bearer ${once}` }))
    expect(await seen(response)).toEqual(refusal(400, 'invalid_scope'))
  })
})

describe('revocation (RFC 7009)', () => {
  const revocation = memoryRevocationStore({ clock: () => (now += 0.001) })
  const asking = createVerifier({ issuer, keys, clock, revocation })
  const options = { verifier: asking, revocation, authorize: () => true }
  const handle = revocationHandler(options)
  const EMPTY = { status: 200, headers: { 'cache-control': 'no-store', vary: 'Origin' }, body: '' }

  test('ends a token and its children, and answers for unknown ones alike', async () => {
    const { token } = await mint()
    const { capabilities } = await asking.verify(token)
    const child = await minter.attenuate(await asking.verify(token), { capabilities })
    expect(await seen(await handle(post({ token, token_type_hint: 'access_token' })))).toEqual(
      EMPTY,
    )
    const codes = [token, child.token].map(async (one) => {
      const result = await asking.check(one)
      return result.ok ? 'good' : result.error.code
    })
    expect(await Promise.all(codes)).toEqual(['revoked_token', 'revoked_token'])
    expect(await seen(await handle(post({ token })))).toEqual(EMPTY)
    expect(await seen(await handle(post({ token: 'unknown' })))).toEqual(EMPTY)
  })

  test('answers a second time only once the revocation stands', async () => {
    const { token } = await mint()
    let standing = 0
    const waiting: (() => void)[] = []
    const slow = {
      revoke: async (entry: Parameters<typeof revocation.revoke>[0]) => {
        // Known in memory at once, safe only later: as a store on a disk has it.
        await revocation.revoke(entry)
        await new Promise<void>((resolve) => waiting.push(resolve))
        standing += 1
      },
    }
    const patient = revocationHandler({ ...options, revocation: slow })
    const answers = [patient(post({ token }))]
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    answers.push(patient(post({ token })))
    await vi.waitFor(() => expect(waiting).toHaveLength(2))
    for (const go of waiting) go()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
    expect(standing).toBe(2)
  })

  test.each([
    ['false', false],
    ['null', null],
  ])('is for nobody when authorize says %s', async (_what, answer) => {
    const { token } = await mint()
    const refusing = revocationHandler({ ...options, authorize: async () => answer, realm: 'r"' })
    const challenge = { 'www-authenticate': String.raw`Session realm="r\""` }
    expect(await seen(await refusing(post({ token })))).toEqual(
      refusal(401, 'invalid_client', challenge),
    )
    expect((await asking.check(token)).ok).toBe(true)
  })

  test('may be of one’s own tokens only', async () => {
    const subjects: unknown[] = []
    const own = revocationHandler({
      ...options,
      authorize: ({ form, grant }) => {
        subjects.push(grant?.subject)
        return form.get('as') === grant?.subject
      },
    })
    const { token } = await mint()
    expect((await own(post({ token, as: 'bob' }))).status).toBe(401)
    expect((await asking.check(token)).ok).toBe(true)
    expect((await own(post({ token, as: 'alice' }))).status).toBe(200)
    expect((await asking.check(token)).ok).toBe(false)
    expect((await own(post({ token: 'x', as: 'alice' }))).status).toBe(401)
    expect((await own(post({ as: 'alice' }))).status).toBe(401)
    expect(subjects).toEqual(['alice', 'alice', undefined, undefined])
  })

  test('takes a refusal of authorize, and no mistake for a yes', async () => {
    const { token } = await mint()
    const limited = revocationHandler({ ...options, authorize: () => denied('rate_limited') })
    expect((await limited(post({ token }))).status).toBe(429)
    const careless = revocationHandler({ ...options, authorize: () => 'yes' as never })
    await expect(careless(post({ token }))).rejects.toThrow(TypeError)
    expect((await asking.check(token)).ok).toBe(true)
  })

  test('says when it could not be done', async () => {
    const { token } = await mint()
    const broken = { revoke: async () => Promise.reject(new Error('disk full')) }
    const failing = revocationHandler({ ...options, revocation: broken })
    expect((await failing(post({ token }))).status).toBe(503)
    expect((await revocationHandler({ ...options, verifier: down })(post({ token }))).status).toBe(
      503,
    )
    expect(await seen(await handle(post({})))).toEqual(refusal(400, 'invalid_request'))
  })

  test('does not say of a token without a name that it is revoked', async () => {
    const nameless = { check: async () => ({ ok: true, grant: { expiresAt: now + 60 } }) } as never
    const response = await revocationHandler({ ...options, verifier: nameless })(
      post({ token: 'x' }),
    )
    expect(await seen(response)).toEqual(refusal(400, 'unsupported_token_type'))
  })
})

describe('introspection (RFC 7662)', () => {
  const handle = introspectionHandler({ verifier, authorize: () => true })
  const ask = async (token: string): Promise<unknown> => (await handle(post({ token }))).json()

  test('tells the claims of a good token', async () => {
    const { token, id } = await mint({ notBefore: now - 5, ttl: 60, claims: { secret: 'x' } })
    expect(await ask(token)).toEqual({
      active: true,
      scope: 'scope:room:join?room=acme%2F%2A%2A',
      iss: issuer,
      sub: 'alice',
      exp: expect.any(Number),
      iat: expect.any(Number),
      nbf: expect.any(Number),
      jti: id,
      token_type: 'Bearer',
    })
  })

  test('tells of a bound token that it is', async () => {
    const jkt = 'x'.repeat(43)
    const { token } = await mint({ dpopThumbprint: jkt })
    expect(await ask(token)).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt } })
  })

  test.each([
    ['no token', 'x'],
    ['a bent one', `${wide}x`],
    ['a long one', 'x'.repeat(9000)],
  ])('tells nothing of %s', async (_what, token) => {
    expect(await ask(token)).toEqual({ active: false })
  })

  test('is for nobody when authorize says no', async () => {
    const refusing = introspectionHandler({ verifier, authorize: () => false })
    expect((await refusing(post({ token: wide }))).status).toBe(401)
    expect(
      (await introspectionHandler({ verifier: down, authorize: () => true })(post({ token: wide })))
        .status,
    ).toBe(503)
    expect((await handle(post({}))).status).toBe(400)
  })
})

describe('documents', () => {
  const handle = jwksHandler({ keys, maxAge: 60 })
  const get = (headers: Readonly<Record<string, string>> = {}, method = 'GET'): Request =>
    new Request(ADDRESS, { method, headers })

  test('of keys are public, named and cacheable', async () => {
    const answer = await handle(get())
    const etag = answer.headers.get('etag') ?? ''
    const shared = {
      'cache-control': 'public, max-age=60, stale-while-revalidate=60',
      'access-control-allow-origin': '*',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    }
    const headers = { 'content-type': 'application/jwk-set+json', ...shared }
    expect(await seen(answer)).toEqual({
      status: 200,
      headers,
      body: JSON.parse(JSON.stringify(keys.jwks())),
    })
    expect(await seen(await handle(get({}, 'HEAD')))).toEqual({ status: 200, headers, body: '' })
    const known = { status: 304, headers: shared, body: '' }
    expect(await seen(await handle(get({ 'if-none-match': etag })))).toEqual(known)
    expect(await seen(await handle(get({ 'if-none-match': `"x", W/${etag}` })))).toEqual(known)
    expect((await handle(get({ 'if-none-match': '"x"' }))).status).toBe(200)
    expect(await seen(await handle(get({}, 'POST')))).toEqual({
      status: 405,
      headers: {
        allow: 'GET, HEAD',
        'content-type': 'application/json',
        'cache-control': 'no-store',
      },
      body: { error: 'invalid_request' },
    })
  })

  test('of keys hold no private member, no secret, and change with the ring', async () => {
    const ring = createKeyRing([await generateKey('HS256')])
    const served = jwksHandler({ keys: ring })
    expect(await (await served(get())).json()).toEqual({ keys: [] })
    const mixed = createKeyRing([await generateKey('EdDSA', { kid: 'a' })])
    const rotating = jwksHandler({ keys: mixed })
    const before = await rotating(get())
    expect(Object.keys((await before.json()).keys[0])).not.toContain('d')
    mixed.rotate(await generateKey('EdDSA', { kid: 'b' }), { publishFor: 300 })
    const after = await rotating(get({ 'if-none-match': before.headers.get('etag') ?? '' }))
    expect((await after.json()).keys.map(({ kid }: { kid: string }) => kid)).toEqual(['a', 'b'])
  })

  test('of metadata are served as given', async () => {
    const document = { issuer, jwks_uri: `${issuer}/jwks` }
    const handleMetadata = metadataHandler(document)
    document.jwks_uri = 'changed'
    expect(await seen(await handleMetadata(get()))).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
      body: { issuer, jwks_uri: `${issuer}/jwks` },
    })
  })
})

describe('settings', () => {
  const authorize = (): true => true
  const revocation = memoryRevocationStore()
  test.each<[string, () => unknown, RegExp]>([
    [
      'no verifier',
      () => exchangeHandler({ minter } as never),
      /exchangeHandler: "verifier" must be made by createVerifier/,
    ],
    [
      'no minter',
      () => exchangeHandler({ verifier, minter: {} as never }),
      /"minter" must be made by createMinter/,
    ],
    [
      'dpop',
      () => exchangeHandler({ verifier, minter, dpop: 'off' } as never),
      /"dpop" is not supported yet/,
    ],
    [
      'an unknown option',
      () => ticketHandler({ verifier, minter, ttl: 5 } as never),
      /unknown option "ttl"/,
    ],
    [
      'no store',
      () => revocationHandler({ verifier, authorize } as never),
      /"revocation" must be made by/,
    ],
    [
      'no authorize',
      () => revocationHandler({ verifier, revocation } as never),
      /"authorize" must be a function/,
    ],
    [
      'no authorize either',
      () => introspectionHandler({ verifier } as never),
      /"authorize" must be a function/,
    ],
    ['one key', () => jwksHandler({ keys: {} as never }), /"keys" must be made by createKeyRing/],
    ['metadata without a name', () => metadataHandler({} as never), /"issuer" or a "resource"/],
    ['metadata of a path', () => metadataHandler({ issuer: '/x' }), /absolute URL/],
    ['metadata that is a list', () => metadataHandler([] as never), /plain object/],
    [
      'a bad public URL',
      () => tokenHandler({ minter, authorize: () => null, publicUrl: '/x' }),
      /"publicUrl"/,
    ],
  ])('with %s are refused', (_what, make, message) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
  })

  test.each([-1, 1.5, Number.NaN])('with a maxAge of %d are refused', (maxAge) => {
    expect(() => jwksHandler({ keys, maxAge })).toThrow(RangeError)
  })
})

test('more than one may have is 400 at the token endpoint', async () => {
  const handle = tokenHandler({ minter, authorize: () => denied('invalid_scope') })
  const headers = { 'content-type': 'application/json' }
  const request = new Request(ADDRESS, { method: 'POST', headers, body: '{}' })
  expect(await seen(await handle(request))).toEqual(refusal(400, 'invalid_scope'))
})

test('scopes that grow beyond a claim when they are written are refused, not a mistake', async () => {
  const pairs = Array.from({ length: 30 }, (_, index) => `k${index}=${'!'.repeat(100)}`).join('&')
  const response = await exchangeHandler({ verifier, minter })(
    post({ ...EXCHANGE, scope: `scope:a:b?${pairs}` }),
  )
  expect(await seen(response)).toEqual(refusal(400, 'invalid_scope'))
})

describe('a revocation reaches', () => {
  const revocation = memoryRevocationStore({ clock: () => (now += 0.001) })
  const options = { revocation, authorize: () => true }
  const isRevoked = (id: string): boolean =>
    revocation.check({ id, issuer, expiresAt: now + 60, issuedAt: now - 1 }).revoked

  test('a token that is not valid yet', async () => {
    const { token, id } = await mint({ notBefore: now + 60 })
    const handle = revocationHandler({
      ...options,
      verifier: createVerifier({ issuer, keys, clock }),
    })
    expect((await handle(post({ token }))).status).toBe(200)
    expect(isRevoked(id)).toBe(true)
  })

  test('a single-use token, used or not', async () => {
    const { token, id } = await mint({ singleUse: true })
    const careful = createVerifier({ issuer, keys, clock })
    expect(
      (await revocationHandler({ ...options, verifier: careful })(post({ token }))).status,
    ).toBe(200)
    expect(isRevoked(id)).toBe(true)
    const used = await mint({ singleUse: true })
    await verifier.verify(used.token)
    expect(
      (await revocationHandler({ ...options, verifier })(post({ token: used.token }))).status,
    ).toBe(200)
    expect(isRevoked(used.id)).toBe(true)
  })

  test('nobody who may not ask, also while nobody knows', async () => {
    const handle = revocationHandler({ ...options, authorize: () => false, verifier: down })
    expect((await handle(post({ token: wide }))).status).toBe(401)
    const look = introspectionHandler({ authorize: () => false, verifier: down })
    expect((await look(post({ token: wide }))).status).toBe(401)
  })
})
