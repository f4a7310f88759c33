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

  test('has no member for a claim that is not there', async () => {
    const bare = rawToken(HEADER, { iss: 'issuer', exp: NOW + 60 })
    const grant = await (await rawVerifier()).verify(bare)
    const always = ['issuer', 'expiresAt', 'scope', 'capabilities', 'rejected', 'claims']
    const methods = ['allows', 'explain', 'require', 'find']
    expect(new Set(Object.keys(grant))).toEqual(new Set([...always, ...methods]))
    expect(grant).toMatchObject({ scope: '', capabilities: [], rejected: [] })
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

  test('finds nothing of another capability, nor what does not fit', async () => {
    const scope = 'scope:a:c?k=v scope:a:b?x=1 scope:a:b?k=v'
    const grant = await (await rawVerifier()).verify(tokenWith({ scope }))
    expect(grant.capabilities).toHaveLength(3)
    expect(grant.find(read)).toEqual([{ k: 'v' }])
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
    expect(await reasonFor(tokenWith({ scope: 'scope:a:b?k=v' }), strict)).toBeUndefined()
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

test('a clock that throws lets nobody in, remembered or not', async () => {
  const cause = new Error('no time')
  let isBroken = false
  const clock = (): number => {
    if (isBroken) throw cause
    return NOW
  }
  const verifier = await rawVerifier({ clock })
  const [known, fresh] = [tokenWith({}), tokenWith({ sub: 'bob' })]
  await verifier.verify(known)
  isBroken = true
  for (const token of [known, fresh]) {
    const result = await verifier.check(token)
    expect(result).toMatchObject({ ok: false, error: { reason: 'unavailable', cause } })
  }
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
