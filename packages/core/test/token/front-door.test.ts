import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Algorithm } from '../../src/index.ts'
import { createFrontDoor } from '../../src/token/front-door.ts'
import { CLAIMS, HEADER, rawToken, rawVerifier, reasonFor, SECRET } from './raw-token.ts'

const good = rawToken(HEADER, CLAIMS)
const [head = '', body = '', signature = ''] = good.split('.')

test('the token that the others are bent from is fine', async () => {
  expect(await reasonFor(good)).toBeUndefined()
})

describe('the shape of a token (RFC 7515 §7.1)', () => {
  test.each([
    ['no string', 42],
    ['nothing', undefined],
    ['an empty string', ''],
    ['no dot', head],
    ['no dot, and one character more', `${head}A`],
    ['one dot', `${head}.${body}`],
    ['one dot, and one character more', `${head}.${body}A`],
    ['three dots', `${good}.x`],
    ['five parts, as in JWE', 'a.b.c.d.e'],
    ['8,000 dots', '.'.repeat(8000)],
    ['an empty signature', `${head}.${body}.`],
    ['an empty header', `.${body}.${signature}`],
    ['an empty payload', `${head}..${signature}`],
    ['white space around it', ` ${good} `],
    ['a line break', `${good}\n`],
  ])('refuses %s', async (_what, token) => {
    expect(await reasonFor(token)).toBe('malformed')
  })

  test('refuses what is over the size limit before looking at it', async () => {
    expect(await reasonFor('x'.repeat(8193))).toBe('too_large')
    const small = await rawVerifier({ maxTokenBytes: good.length - 1 })
    expect(await reasonFor(good, small)).toBe('too_large')
    const enough = await rawVerifier({ maxTokenBytes: good.length })
    expect(await reasonFor(good, enough)).toBeUndefined()
  })
})

describe('one token has one spelling (RFC 7515 §2, RFC 4648 §3.5)', () => {
  const spellings = (text: string): string[] => {
    const spare = text.length % 4 === 0 ? [] : [text.slice(0, -1) + nextCharacter(text.at(-1))]
    return [`${text}=`, `${text}A`, `${text} `, `${text}\n`, `+${text.slice(1)}`, ...spare]
  }
  const nextCharacter = (character = 'A'): string => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    return alphabet.charAt(alphabet.indexOf(character) + 1)
  }

  test('every other spelling of a segment is refused', async () => {
    const bent = [
      ...spellings(head).map((other) => `${other}.${body}.${signature}`),
      ...spellings(body).map((other) => `${head}.${other}.${signature}`),
      ...spellings(signature).map((other) => `${head}.${body}.${other}`),
    ]
    for (const token of bent) expect(await reasonFor(token)).toBeDefined()
  })

  test('spare bits of the signature are refused, not ignored', async () => {
    const loose = signature.slice(0, -1) + nextCharacter(signature.at(-1))
    expect(Buffer.from(loose, 'base64url')).toEqual(Buffer.from(signature, 'base64url'))
    expect(await reasonFor(`${head}.${body}.${loose}`)).toBe('malformed')
  })

  test('a flip of any one character is refused', async () => {
    const verifier = await rawVerifier()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (at, other) => {
          if (good[at] === other) return
          const bent = good.slice(0, at) + other + good.slice(at + 1)
          expect((await verifier.check(bent)).ok).toBe(false)
        },
      ),
    )
  })
})

describe('strict JSON (RFC 7515 §4, RFC 8725 §2.4)', () => {
  const json = JSON.stringify(CLAIMS)
  const payloads: readonly (readonly [string, string | Uint8Array])[] = [
    ['null', 'null'],
    ['a list', '[]'],
    ['a string', '"x"'],
    ['a number', '1'],
    ['nothing', ''],
    ['a byte order mark', `\uFEFF${json}`],
    ['UTF-16', Buffer.from(json, 'utf16le')],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from(',"x":"\xFF"}', 'latin1')]),
    ],
    ['something behind the object', `${json}{}`],
    ['a NUL behind the object', `${json}\0`],
    ['a repeated member', `${json.slice(0, -1)},"exp":9999999999}`],
    // Commas at the top level but one are as many as different members.
    ['a member three times', `${json.slice(0, -1)},"exp":9999999998,"exp":9999999999}`],
    ['a repeated member, escaped', `${json.slice(0, -1)},"\\u0065xp":9999999999}`],
    ['a repeated __proto__', `${json.slice(0, -1)},"__proto__":1,"__proto__":2}`],
  ]

  test.each(payloads)('refuses a payload that is or holds %s', async (_what, payload) => {
    expect(await reasonFor(rawToken(HEADER, payload))).toBe('malformed')
  })

  test.each(payloads)('refuses a header that is or holds %s', async (_what, header) => {
    expect(await reasonFor(rawToken(header, CLAIMS))).toBe('malformed')
  })

  test('refuses a repeated header member', async () => {
    const header = '{"alg":"HS256","typ":"capability+jwt","\\u0061lg":"none"}'
    expect(await reasonFor(rawToken(header, CLAIMS))).toBe('malformed')
  })

  test('repeated members further down are the claim’s own matter', async () => {
    const payload = `${json.slice(0, -1)},"x":{"a":1,"a":2,"s":"\\":{\\""}}`
    expect(await reasonFor(rawToken(HEADER, payload))).toBeUndefined()
  })

  test('braces, colons and quotes inside strings count for nothing', async () => {
    const payload = { ...CLAIMS, 'a":{"b': '"}:{,\\', list: [{ x: ':' }] }
    expect(await reasonFor(rawToken(HEADER, payload))).toBeUndefined()
  })
})

describe('the algorithm (RFC 8725 §3.1)', () => {
  test.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    'none ',
    ' none',
    '',
    'HS',
    'hs256',
    'HS256 ',
    'HS256\0',
    'HS384',
    'HS512',
    'RS256',
    'ES256',
    'EdDSA',
    'Ed25519',
    'PS256',
    'ES256K',
    'dir',
    'A128KW',
    'null',
    '*',
    '__proto__',
    'constructor',
  ])('refuses %j', async (alg) => {
    expect(await reasonFor(rawToken({ ...HEADER, alg }, CLAIMS))).toBe('algorithm')
  })

  test.each([[null], [['HS256']], [{ alg: 'HS256' }], [256], [true]])(
    'refuses %j, which is no string',
    async (alg) => {
      expect(await reasonFor(rawToken({ ...HEADER, alg }, CLAIMS))).toBe('algorithm')
    },
  )

  test('refuses a header without one, and an inherited one', async () => {
    expect(await reasonFor(rawToken({ typ: 'capability+jwt' }, CLAIMS))).toBe('algorithm')
    const header = '{"typ":"capability+jwt","__proto__":{"alg":"HS256"}}'
    expect(await reasonFor(rawToken(header, CLAIMS))).toBe('algorithm')
  })

  test('refuses an unsigned token, with and without a dot behind it', async () => {
    const none = Buffer.from('{"alg":"none","typ":"capability+jwt"}').toString('base64url')
    expect(await reasonFor(`${none}.${body}.`)).toBe('malformed')
    expect(await reasonFor(`${none}.${body}.AA`)).toBe('algorithm')
  })
})

describe('the header', () => {
  test.each([
    [{ crit: [] }, 'critical_header'],
    [{ crit: ['b64'], b64: true }, 'critical_header'],
    [{ b64: false }, 'critical_header'],
    [{ b64: 'true' }, 'critical_header'],
    [{ b64: null }, 'critical_header'],
    [{ kid: 1 }, 'key'],
    [{ kid: null }, 'key'],
    [{ kid: ['k'] }, 'key'],
    [{ kid: 'unknown' }, 'key'],
    [{ kid: '__proto__' }, 'key'],
    [{ kid: '../../dev/null' }, 'key'],
    [{ kid: "x' OR 1=1 --" }, 'key'],
    [{ typ: 'JWT' }, 'type'],
    [{ typ: 'dpop+jwt' }, 'type'],
    [{ typ: 'logout+jwt' }, 'type'],
    [{ typ: undefined }, 'type'],
    [{ typ: ['capability+jwt'] }, 'type'],
    [{ typ: 'application/application/capability+jwt' }, 'type'],
  ])('%j is refused: %s', async (members, reason) => {
    expect(await reasonFor(rawToken({ ...HEADER, ...members }, CLAIMS))).toBe(reason)
  })

  test.each([
    [{ b64: true }],
    [{ typ: 'CAPABILITY+JWT' }],
    [{ typ: 'application/capability+jwt' }],
    [{ cty: 'x', jku: 'https://evil.example/keys', jwk: { kty: 'oct', k: 'AAAA' }, x5c: ['x'] }],
  ])('%j changes nothing', async (members) => {
    expect(await reasonFor(rawToken({ ...HEADER, ...members }, CLAIMS))).toBeUndefined()
  })

  test('an embedded key is never used (RFC 8725 §3.10)', async () => {
    const k = Buffer.from('the attacker brings a secret of 32 bytes').toString('base64url')
    const header = { ...HEADER, jwk: { kty: 'oct', k } }
    const token = rawToken(header, CLAIMS, Buffer.from(k, 'base64url'))
    expect(await reasonFor(token)).toBe('signature')
  })

  test('typ can be another one, or not checked', async () => {
    const own = await rawVerifier({ typ: 'Application/JWT' })
    expect(await reasonFor(rawToken({ ...HEADER, typ: 'jwt' }, CLAIMS), own)).toBeUndefined()
    expect(await reasonFor(good, own)).toBe('type')
    const any = await rawVerifier({ typ: false })
    expect(await reasonFor(rawToken({ alg: 'HS256' }, CLAIMS), any)).toBeUndefined()
  })
})

describe('a header that was read before is not read again', () => {
  const door = () => {
    const read: string[] = []
    const accepts = (alg: string): alg is Algorithm => read.push(alg) > 0
    return { open: createFrontDoor({ maxTokenBytes: 8192, typ: false, accepts }), read }
  }
  const tokenOf = (kid: number): string => rawToken({ alg: 'HS256', kid: `k${kid}` }, CLAIMS)

  test('one, or a few by turns', () => {
    const { open, read } = door()
    for (const kid of [1, 1, 2, 3, 1, 2, 3, 3]) {
      expect(open(tokenOf(kid))).toMatchObject({ header: { alg: 'HS256', kid: `k${kid}` } })
    }
    expect(read).toHaveLength(3)
  })

  test('of many, all but a few are forgotten: nobody can fill the memory', () => {
    const { open, read } = door()
    const kids = Array.from({ length: 200 }, (_, at) => at)
    for (const kid of kids) open(tokenOf(kid))
    read.length = 0
    for (const kid of kids) {
      expect(open(tokenOf(kid))).toMatchObject({ header: { kid: `k${kid}` } })
    }
    expect(read.length).toBeGreaterThanOrEqual(200 - 16)
  })

  // Of a length that base64url needs no filling for, so that more can be written behind it.
  const long = JSON.stringify({ ...HEADER, pad: '' })
  const known = long.replace('""', `"${'x'.repeat((3 - (long.length % 3)) % 3)}"`)

  test.each([
    ['of the same length', known.replace('HS256', 'HS512'), 'algorithm'],
    ['of the same length and kind', known.replace('capability+jwt', 'capability-jwt'), 'type'],
    ['that begins like it', `${known}{"alg":"none"}`, 'malformed'],
    ['that it begins like', known.slice(0, -3), 'malformed'],
    ['that ends like it', `  ${known.replace('HS256', 'none')}`, 'algorithm'],
  ])('and lets no other one in: %s', async (_what, header, reason) => {
    const verifier = await rawVerifier()
    const others = [rawToken(header, CLAIMS), rawToken(header, { ...CLAIMS, sub: 'root' })]
    const fine = rawToken(known, CLAIMS)
    for (const other of others) {
      expect(await reasonFor(fine, verifier)).toBeUndefined()
      expect(await reasonFor(other, verifier)).toBe(reason)
    }
  })
})

describe('the signature', () => {
  test('must be of this key', async () => {
    expect(await reasonFor(rawToken(HEADER, CLAIMS, `${SECRET}x`))).toBe('signature')
  })

  test.each([16, 31, 33, 64])('is never accepted at %i bytes', async (length) => {
    const bytes = Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.alloc(64)])
    const other = bytes.subarray(0, length).toString('base64url')
    expect(await reasonFor(`${head}.${body}.${other}`)).toBe('signature')
  })

  test('is looked at before any claim', async () => {
    const token = rawToken(HEADER, { ...CLAIMS, exp: 1, iss: 'other' }, `${SECRET}x`)
    expect(await reasonFor(token)).toBe('signature')
  })
})
