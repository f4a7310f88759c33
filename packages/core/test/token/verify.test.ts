import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  importKey,
  TokenError,
} from '../../src/index.ts'
import {
  CLAIMS,
  HEADER,
  NOW,
  rawToken,
  rawVerifier,
  reasonFor,
  SECRET,
  tokenWith,
} from './raw-token.ts'

const read = defineCapability('a:b', { k: exact() })

describe('claims (RFC 7519 §4.1)', () => {
  test.each([
    [{ exp: undefined }, 'claim'],
    [{ exp: String(NOW + 60) }, 'claim'],
    [{ exp: null }, 'claim'],
    [{ exp: [NOW + 60] }, 'claim'],
    [{ exp: true }, 'claim'],
    [{ exp: NOW }, 'expired'],
    [{ exp: NOW - 0.001 }, 'expired'],
    [{ exp: 0 }, 'expired'],
    [{ exp: -1 }, 'expired'],
    [{ nbf: NOW + 0.001 }, 'not_yet_valid'],
    [{ nbf: '0' }, 'claim'],
    [{ nbf: null }, 'claim'],
    [{ iat: 'x' }, 'claim'],
    [{ iss: undefined }, 'issuer'],
    [{ iss: 'other' }, 'issuer'],
    [{ iss: ['issuer'] }, 'issuer'],
    [{ iss: 0 }, 'issuer'],
    [{ aud: 'someone' }, 'audience'],
    [{ aud: [] }, 'audience'],
    [{ aud: null }, 'audience'],
    [{ sub: 1 }, 'claim'],
    [{ jti: {} }, 'claim'],
    [{ scope: ['scope:a:b'] }, 'claim'],
    [{ scope: null }, 'claim'],
    [{ sid: 1 }, 'claim'],
    [{ root: 1 }, 'claim'],
    [{ cnf: {} }, 'claim'],
    [{ cnf: { jkt: 1 } }, 'claim'],
    [{ cnf: 'x' }, 'claim'],
    [{ once: true }, 'replay_store_missing'],
    [{ once: 'true' }, 'claim'],
  ])('%j is refused: %s', async (claims, reason) => {
    expect(await reasonFor(tokenWith(claims))).toBe(reason)
  })

  test.each([
    ['1e400', 'claim'],
    ['-1e400', 'claim'],
    ['"0x7fffffff"', 'claim'],
    ['-0', 'expired'],
  ])('exp written as %s is refused: %s', async (exp, reason) => {
    const payload = JSON.stringify(CLAIMS).replace(String(CLAIMS.exp), exp)
    expect(await reasonFor(rawToken(HEADER, payload))).toBe(reason)
  })

  test.each([
    [{ exp: NOW + 0.001 }],
    [{ nbf: NOW }],
    [{ iat: NOW + 1000 }],
    [{ iat: undefined, sub: undefined, scope: undefined }],
  ])('%j is fine', async (claims) => {
    expect(await reasonFor(tokenWith(claims))).toBeUndefined()
  })

  test('leeway moves both ends, and no further', async () => {
    const verifier = await rawVerifier({ leeway: 5 })
    expect(await reasonFor(tokenWith({ exp: NOW - 4.9 }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ exp: NOW - 5 }), verifier)).toBe('expired')
    expect(await reasonFor(tokenWith({ nbf: NOW + 5 }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ nbf: NOW + 5.1 }), verifier)).toBe('not_yet_valid')
  })

  test('maxAge asks for iat and counts from it', async () => {
    const verifier = await rawVerifier({ maxAge: 30, leeway: 1 })
    expect(await reasonFor(tokenWith({ iat: NOW - 31 }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ iat: NOW - 31.1 }), verifier)).toBe('too_old')
    expect(await reasonFor(tokenWith({ iat: NOW + 1 }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ iat: NOW + 2 }), verifier)).toBe('not_yet_valid')
    expect(await reasonFor(tokenWith({ iat: undefined }), verifier)).toBe('claim')
  })

  test('audience: one of those configured must be there', async () => {
    const verifier = await rawVerifier({ audience: ['a', 'b'] })
    expect(await reasonFor(tokenWith({ aud: 'b' }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ aud: ['x', 'a'] }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ aud: ['x'] }), verifier)).toBe('audience')
    expect(await reasonFor(tokenWith({ aud: ['a', 1] }), verifier)).toBe('audience')
    expect(await reasonFor(tokenWith({}), verifier)).toBe('audience')
    const any = await rawVerifier({ audience: false })
    expect(await reasonFor(tokenWith({ aud: 'whoever' }), any)).toBeUndefined()
    expect(await reasonFor(tokenWith({}), any)).toBeUndefined()
  })

  test('several issuers are names of one authority', async () => {
    const verifier = await rawVerifier({ issuer: ['old', 'issuer'] })
    expect(await reasonFor(tokenWith({ iss: 'old' }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ iss: 'other' }), verifier)).toBe('issuer')
  })

  test('required claims must be there and not null', async () => {
    const verifier = await rawVerifier({ requiredClaims: ['team', 'toString'] })
    expect(await reasonFor(tokenWith({ team: 0, toString: '' }), verifier)).toBeUndefined()
    expect(await reasonFor(tokenWith({ team: null, toString: '' }), verifier)).toBe('claim')
    expect(await reasonFor(tokenWith({ team: 'x' }), verifier)).toBe('claim')
  })
})

describe('keys', () => {
  test('a token with kid never matches a key without one', async () => {
    expect(await reasonFor(rawToken({ ...HEADER, kid: 'k' }, CLAIMS))).toBe('key')
  })

  test('a grant names the key that signed, also where the token does not', async () => {
    const keys = await importKey({ alg: 'HS256', secret: SECRET }, { kid: 'k1' })
    const grant = await (await rawVerifier({ keys })).verify(rawToken(HEADER, CLAIMS))
    expect(grant.keyId).toBe('k1')
  })

  test.each([1, 2, 63, 65, 128])('an Ed25519 signature of %i bytes is refused', async (length) => {
    const keys = await generateKey('EdDSA')
    const token = (await createMinter({ issuer: 'issuer', keys }).mint({ capabilities: [] })).token
    const [head = '', body = '', signature = ''] = token.split('.')
    const bytes = Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.alloc(64)])
    const bent = `${head}.${body}.${bytes.subarray(0, length).toString('base64url')}`
    expect(await reasonFor(bent, createVerifier({ issuer: 'issuer', keys }))).toBe('signature')
  })

  test('an Ed25519 signature has one spelling: S + L is refused (RFC 8032 §5.1.7)', async () => {
    const keys = await generateKey('EdDSA')
    const token = (await createMinter({ issuer: 'issuer', keys }).mint({ capabilities: [] })).token
    const [head = '', body = '', signature = ''] = token.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    let sum = order + BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`)
    for (let at = 32; at < 64; at += 1) {
      bytes[at] = Number(sum & 0xffn)
      sum >>= 8n
    }
    const bent = `${head}.${body}.${bytes.toString('base64url')}`
    expect(await reasonFor(bent, createVerifier({ issuer: 'issuer', keys }))).toBe('signature')
  })

  test('a token without kid is fine where one key fits', async () => {
    const keys = await importKey({ alg: 'HS256', secret: SECRET }, { kid: 'k1' })
    const verifier = await rawVerifier({ keys })
    expect(await reasonFor(rawToken(HEADER, CLAIMS), verifier)).toBeUndefined()
    expect(await reasonFor(rawToken({ ...HEADER, kid: 'k1' }, CLAIMS), verifier)).toBeUndefined()
    expect(await reasonFor(rawToken({ ...HEADER, kid: 'k2' }, CLAIMS), verifier)).toBe('key')
  })

  test('a public key is never an HMAC secret (CVE-2015-9235)', async () => {
    const pair = await generateKey('EdDSA')
    const { exportJwk } = await import('../../src/index.ts')
    const jwk = exportJwk(pair)
    const verifier = await rawVerifier({ keys: pair })
    for (const secret of [
      JSON.stringify(jwk),
      String(jwk.x),
      Buffer.from(String(jwk.x), 'base64url'),
    ]) {
      expect(await reasonFor(rawToken(HEADER, CLAIMS, secret), verifier)).toBe('algorithm')
      const header = { ...HEADER, alg: 'EdDSA' }
      expect(await reasonFor(rawToken(header, CLAIMS, secret), verifier)).toBe('signature')
    }
  })
})

describe('the grant', () => {
  const token = tokenWith({
    jti: 'id',
    root: 'first',
    sid: 'session',
    aud: ['x'],
    cnf: { jkt: 'print' },
    scope: 'scope:a:b?k=v scope:broken scope:a:b?k=w',
    team: { name: 'x', list: [1] },
  })

  test('says what the token says', async () => {
    const grant = await (await rawVerifier({ audience: 'x' })).verify(token)
    expect(grant).toMatchObject({
      id: 'id',
      rootId: 'first',
      subject: 'alice',
      issuer: 'issuer',
      audience: ['x'],
      session: 'session',
      issuedAt: NOW,
      expiresAt: NOW + 60,
      dpopThumbprint: 'print',
      rejected: [{ index: 1, reason: 'name' }],
    })
    expect(grant.capabilities.map(({ params }) => params['k'])).toEqual(['v', 'w'])
    expect(grant.claims['team']).toEqual({ name: 'x', list: [1] })
    expect('keyId' in grant).toBe(false)
  })

  test('decides, explains, requires and finds', async () => {
    const grant = await (await rawVerifier({ audience: 'x' })).verify(token)
    expect(grant.allows(read, { k: 'w' })).toBe(true)
    expect(grant.allows(read, { k: 'x' })).toBe(false)
    expect(grant.explain(read, { k: 'x' }).candidates).toHaveLength(2)
    expect(grant.find(read)).toEqual([{ k: 'v' }, { k: 'w' }])
    expect(() => grant.require(read, { k: 'w' })).not.toThrow()
    expect(() => grant.require(read, { k: 'x' })).toThrow(
      expect.objectContaining({
        code: 'insufficient_capability',
        status: 403,
        oauthError: 'insufficient_scope',
        decision: expect.objectContaining({ allowed: false, reason: 'mismatch' }),
      }),
    )
  })

  test('is frozen all the way down', async () => {
    const grant = await (await rawVerifier({ audience: 'x' })).verify(token)
    const open: unknown[] = []
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      if (!Object.isFrozen(value)) open.push(value)
      Object.values(value).forEach(visit)
    }
    visit(grant)
    expect(open).toEqual([])
  })

  test('a claim that nests 2,900 deep is frozen too', async () => {
    const deep = `${'['.repeat(2900)}${']'.repeat(2900)}`
    const payload = `${JSON.stringify(CLAIMS).slice(0, -1)},"deep":${deep}}`
    expect(await reasonFor(rawToken(HEADER, payload))).toBeUndefined()
  })

  test('a malformed scope grants nothing, or refuses the token where asked', async () => {
    const claims = { scope: 'scope:a:b?k=%zz scope:a:b?k=v' }
    const grant = await (await rawVerifier()).verify(tokenWith(claims))
    expect(grant.find(read)).toEqual([{ k: 'v' }])
    const strict = await rawVerifier({ strictScopes: true })
    expect(await reasonFor(tokenWith(claims), strict)).toBe('scope')
  })

  test('claims named like parts of objects are plain claims', async () => {
    const payload = `${JSON.stringify(CLAIMS).slice(0, -1)},"__proto__":{"sub":"root"},"constructor":1}`
    const grant = await (await rawVerifier()).verify(rawToken(HEADER, payload))
    expect(grant.subject).toBe('alice')
    expect(({} as Record<string, unknown>)['sub']).toBeUndefined()
    expect(Object.hasOwn(grant.claims, '__proto__')).toBe(true)
  })
})

describe('refusals', () => {
  test.each([
    [tokenWith({ exp: 1 }), 'expired_token', 401, 'invalid_token'],
    [tokenWith({ iss: 'x' }), 'invalid_token', 401, 'invalid_token'],
    ['x'.repeat(9000), 'malformed_request', 400, 'invalid_request'],
    [tokenWith({ once: true }), 'replayed_token', 401, 'invalid_token'],
  ])('carry code, status and the OAuth error', async (token, code, status, oauthError) => {
    const error = await (await rawVerifier()).verify(token).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(TokenError)
    expect(error).toMatchObject({ code, status, oauthError, name: 'TokenError' })
  })

  test('show nothing of the token', async () => {
    const token = tokenWith({ iss: 'secret-issuer', sub: 'secret-subject' })
    const error = await (await rawVerifier()).verify(token).catch((cause: unknown) => cause)
    const shown = inspect(error, { depth: 9 }).replace(/^\s+at .*$/gm, '')
    for (const part of [...token.split('.'), 'secret-issuer', 'secret-subject']) {
      expect(shown).not.toContain(part)
    }
  })
})

test.each([Number.NaN, Infinity, -Infinity, undefined, '5'])(
  'a clock that tells %s refuses every token, whatever it says',
  async (time) => {
    const verifier = await rawVerifier({ clock: () => time as number, maxAge: 1 })
    const result = await verifier.check(tokenWith({ exp: 5, nbf: 1e12, iat: 1 }))
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'verifier_unavailable', status: 503 },
    })
  },
)

describe('settings that could not work are refused at once', () => {
  test.each([
    ['no issuer', { issuer: undefined }, /"issuer"/],
    ['an empty issuer', { issuer: '' }, /"issuer"/],
    ['an empty list of issuers', { issuer: [] }, /"issuer" must not be an empty list/],
    ['an empty audience', { audience: '' }, /"audience"/],
    ['a key of nobody', { keys: { alg: 'HS256', type: 'secret' } }, /importKey, generateKey/],
    ['algorithms without the key’s', { algorithms: ['EdDSA'] }, /"algorithms".*HS256/],
    ['a negative leeway', { leeway: -1 }, /between 0 and 600/],
    ['a leeway over ten minutes', { leeway: 601 }, /between 0 and 600/],
    ['a maxAge of zero', { maxAge: 0 }, /"maxAge"/],
    ['a size limit that is no number', { maxTokenBytes: Number.NaN }, /"maxTokenBytes"/],
    ['half a second of leeway', { leeway: 0.5 }, /whole seconds/],
    ['algorithms there are not', { algorithms: ['HS256', 'none'] }, /one of HS256, /],
    ['algorithms that are no list', { algorithms: 'HS256' }, /must be a list/],
    ['required claims that are no list', { requiredClaims: 'sub' }, /must be a list/],
    ['a required claim that is no name', { requiredClaims: [1] }, /"requiredClaims"/],
    ['a flag that is a word', { strictScopes: 'false' }, /"strictScopes" must be true or false/],
    ['a clock that is a number', { clock: NOW }, /"clock" must be a function/],
    ['an empty typ', { typ: '' }, /"typ"/],
    ['a misspelt option', { audiance: 'x' }, /unknown option "audiance"/],
  ])('%s', async (_what, options, message) => {
    const keys = await importKey({ alg: 'HS256', secret: SECRET })
    expect(() => createVerifier({ issuer: 'issuer', keys, ...options } as never)).toThrow(message)
  })
})

test('what is minted verifies, with both algorithms', async () => {
  for (const alg of ['HS256', 'EdDSA'] as const) {
    const keys = await generateKey(alg)
    const minter = createMinter({ issuer: 'issuer', keys, audience: 'api' })
    const { token } = await minter.mint({ subject: 'alice', capabilities: [read({ k: 'v' })] })
    const grant = await createVerifier({ issuer: 'issuer', keys, audience: 'api' }).verify(token)
    grant.require(read, { k: 'v' })
    expect(grant.keyId).toBe(keys.kid)
  }
})
