import { describe, expect, test, vi } from 'vitest'
import { createKeyRing, createVerifier, importKey, type Algorithm } from '../../src/index.ts'
import { testJwk } from '../fixtures/read-keys.ts'
import { expectNoBaitTaken } from './baits.ts'
import {
  CLAIMS,
  encode,
  expectRefusal,
  expectRefusalAtFirst,
  handMade,
  HEADER,
  NOW,
  verdict,
  worldOf,
  type World,
} from './hand.ts'

async function ringWorld(): Promise<World> {
  const other = {
    kty: 'oct',
    k: Buffer.from('another secret for tests only, ok').toString('base64url'),
  }
  const keys = await Promise.all([
    importKey({ alg: 'HS256', jwk: testJwk('HS256') }, { kid: 'one' }),
    importKey({ alg: 'HS256', jwk: other }, { kid: 'two' }),
  ])
  const verifier = createVerifier({
    issuer: 'issuer',
    keys: createKeyRing(keys, { clock: () => NOW }),
    maxTokenBytes: 100_000,
    clock: () => NOW,
  })
  return { verifier, control: handMade({ ...HEADER, kid: 'one' }, CLAIMS) }
}

describe('kid injection (RFC 7515 §4.1.4, RFC 8725 §3.10; CWE-22, CWE-89; GHSA-gmvf-9v4p-v8jc)', () => {
  const kids: readonly unknown[] = [
    '',
    ' one',
    'one ',
    'ONE',
    'one\0',
    'on\u0435',
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'toString',
    '../../../../dev/null',
    '/dev/null',
    'file:///etc/passwd',
    '..\\..\\windows\\win.ini',
    "x' OR '1'='1",
    "x' UNION SELECT 'secret' --",
    '$(id)',
    '| id',
    '{{7*7}}',
    'https://evil.example/key.pem',
    'http://169.254.169.254/latest/meta-data',
    '*',
    'x'.repeat(20_480),
    null,
    0,
    true,
    [],
    ['one'],
    { kid: 'one' },
    { toString: 'one' },
  ]

  test.each(kids)('%.60j names no key', async (kid) => {
    const world = await ringWorld()
    await expectRefusalAtFirst(world, handMade({ ...HEADER, kid }, CLAIMS), 'key')
  })

  test('a kid of another key, or none where two fit, is refused', async () => {
    const world = await ringWorld()
    await expectRefusal(world, handMade({ ...HEADER, kid: 'two' }, CLAIMS), 'signature')
    await expectRefusal(world, handMade(HEADER, CLAIMS), 'key')
  })

  test('a kid by another spelling in JSON is the same kid', async () => {
    const { verifier } = await ringWorld()
    const header = '{"alg":"HS256","typ":"capability+jwt","k\\u0069d":"\\u006fne"}'
    expect(await verdict(verifier, handMade(header, CLAIMS))).toBe('accepted')
  })
})

describe('keys and addresses that the token brings along (RFC 7515 §4.1.2 to §4.1.6, RFC 8725 §3.10; CVE-2018-0114, CVE-2026-27962)', () => {
  test('nothing of it is used, nor fetched, nor with a kid that is trusted', async () => {
    const fetched = vi.fn(() => Promise.reject(new Error('nothing must be fetched')))
    vi.stubGlobal('fetch', fetched)
    await expectNoBaitTaken('http://attacker.invalid')
    expect(fetched).not.toHaveBeenCalled()
  })

  test('the control: the stub would have noticed', async () => {
    const fetched = vi.fn(() => Promise.reject(new Error('nothing must be fetched')))
    vi.stubGlobal('fetch', fetched)
    await expect(fetch('http://attacker.invalid')).rejects.toThrow()
    expect(fetched).toHaveBeenCalledOnce()
  })

  test('an embedded secret is no secret', async () => {
    const jwk = { kty: 'oct', k: encode('the attacker brings a secret of 32 bytes') }
    const token = handMade({ ...HEADER, jwk }, CLAIMS, 'HS256', jwk)
    await expectRefusalAtFirst(await worldOf(), token, 'signature')
  })
})

describe('crit (RFC 7515 §4.1.11; CVE-2025-59420, CVE-2026-32597, GHSA-hm7r-c7qw-ghp6)', () => {
  test.each([
    [['exp']],
    [['http://example.invalid/UNDEFINED']],
    [['b64']],
    [['alg']],
    [['crit']],
    [['__proto__']],
    [[]],
    [null],
    [''],
    ['exp'],
    [{}],
    [0],
    [false],
  ])('%j is refused, though the signature holds', async (crit) => {
    const header = { ...HEADER, crit, exp: 1, 'http://example.invalid/UNDEFINED': true }
    await expectRefusalAtFirst(await worldOf(), handMade(header, CLAIMS), 'critical_header')
  })
})

describe('b64 (RFC 7797 §3, §6)', () => {
  test.each([[false], [null], [0], [''], ['false'], ['true'], [[]], [{}]])(
    '%j is refused',
    async (b64) => {
      const world = await worldOf()
      await expectRefusalAtFirst(world, handMade({ ...HEADER, b64 }, CLAIMS), 'critical_header')
      const both = { ...HEADER, b64, crit: ['b64'] }
      await expectRefusalAtFirst(world, handMade(both, CLAIMS), 'critical_header')
    },
  )

  test('true is what it is anyway', async () => {
    const { verifier } = await worldOf()
    expect(await verdict(verifier, handMade({ ...HEADER, b64: true }, CLAIMS))).toBe('accepted')
  })

  test('a payload that is not encoded is refused', async () => {
    const world = await worldOf()
    const [, , signature = ''] = world.control.split('.')
    const header = encode({ ...HEADER, b64: false, crit: ['b64'] })
    await expectRefusal(world, `${header}.${JSON.stringify(CLAIMS)}.${signature}`, 'malformed')
  })
})

describe('tokens of another kind (RFC 8725 §2.8, §3.11, §3.12)', () => {
  test.each([
    ['a DPoP proof (RFC 9449 §4.2)', 'dpop+jwt'],
    ['an access token (RFC 9068 §2.1)', 'at+jwt'],
    ['an access token, long form', 'application/at+jwt'],
    ['a logout token (OpenID Connect Back-Channel Logout §2.4)', 'logout+jwt'],
    ['an id token', 'JWT'],
    ['an id token without typ', undefined],
    ['a security event (RFC 8417 §2.3)', 'secevent+jwt'],
    ['a nested one', 'JOSE'],
    ['a list', ['capability+jwt']],
    ['null', null],
    ['an empty text', ''],
    ['a prefix', 'capability'],
    ['more behind it', 'capability+jwt;v=1'],
    ['white space', 'capability+jwt '],
    ['a letter that lower-cases to another', 'capability+\u0237wt'],
    ['twice the prefix', 'application/application/capability+jwt'],
  ])('%s', async (_what, typ) => {
    await expectRefusalAtFirst(await worldOf(), handMade({ ...HEADER, typ }, CLAIMS), 'type')
  })

  test.each(['CAPABILITY+JWT', 'application/capability+jwt', 'Application/Capability+JWT'])(
    '%s is the same name (RFC 7515 §4.1.9)',
    async (typ) => {
      const { verifier } = await worldOf()
      expect(await verdict(verifier, handMade({ ...HEADER, typ }, CLAIMS))).toBe('accepted')
    },
  )
})

describe('the unprotected header and the JSON serialization (RFC 7515 §7.2, RFC 8725 §3.1)', () => {
  test('only the compact form is read', async () => {
    const world = await worldOf()
    const [header = '', payload = '', signature = ''] = world.control.split('.')
    const forms: readonly object[] = [
      { protected: header, payload, signature },
      { payload, signatures: [{ protected: header, signature }] },
      { payload, header: { alg: 'none' }, signature: '' },
      { payload, protected: encode({ typ: HEADER.typ }), header: { alg: 'HS256' }, signature },
      { payload, signatures: [{ header: { alg: 'HS256' }, signature }] },
      { payload, signatures: [] },
    ]
    for (const form of forms) {
      await expectRefusal(world, JSON.stringify(form), 'malformed')
      await expectRefusal(world, encode(form), 'malformed')
      await expectRefusal(world, form, 'malformed')
    }
  })

  test.each(['HS256', 'RS256'] as Algorithm[])(
    '%s: alg must stand in the protected header',
    async (alg) => {
      const world = await worldOf(alg)
      const header = { typ: HEADER.typ, header: { alg }, unprotected: { alg } }
      await expectRefusal(world, handMade(header, CLAIMS, alg), 'algorithm')
    },
  )
})
