import type { CaseClass } from '../case.ts'
import { publicHalf } from '../set-up.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { CLAIMS, encode, headerOf, hmac, joined, type Workshop } from './workshop.ts'

/** Keys that are none, or too weak for the algorithm. */
export function weakKeys(shop: Workshop): CaseClass {
  const input = `${encode(headerOf('HS256'))}.${encode(CLAIMS)}`
  const forged = (secret: string | Uint8Array): string =>
    joined(input, hmac('HS256', secret, input))
  const none = `${encode(headerOf('none'))}.${encode(CLAIMS)}.`
  return caseClass(
    'weak-keys',
    'Empty, missing and weak keys',
    cases(
      {
        server: 'empty-secret',
        expect: 'refuse',
        source: 'RFC 7518 §3.2; CVE-2026-44351, CVE-2026-45363',
        why: 'The secret is empty or missing, so anybody can sign with it.',
      },
      ['empty-secret', 'empty-secret-any', 'missing-secret', 'missing-secret-any'].flatMap(
        (server): Draft[] => [
          [`signed with nothing, for ${server}`, forged(''), { server }],
          [`signed with "undefined", for ${server}`, forged('undefined'), { server }],
          [`not signed, for ${server}`, none, { server }],
          [`no signature, for ${server}`, `${input}.`, { server }],
        ],
      ),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7515 §5.2',
        why: 'It is signed with a guess in place of the secret.',
      },
      [
        ['signed with nothing', forged('')],
        ['signed with a NUL', forged('\0')],
        ['signed with 32 zeros', forged(new Uint8Array(32))],
        ['signed with 64 zeros', forged(new Uint8Array(64))],
        ['signed with "secret"', forged('secret')],
        ['signed with "undefined"', forged('undefined')],
        ['signed with "null"', forged('null')],
        ['signed with "[object Object]"', forged('[object Object]')],
      ],
    ),
    cases(
      {
        server: 'short-secret',
        expect: 'refuse',
        source: 'RFC 7518 §3.2',
        why: 'HS256 MUST have a key of at least 256 bits, and this one has 112.',
      },
      [['a secret of 14 bytes', shop.good('short', 'HS256')]],
    ),
    cases(
      {
        server: 'rsa-1024',
        expect: 'refuse',
        source: 'RFC 7518 §3.3',
        why: 'RS256 MUST have a key of at least 2048 bits.',
      },
      [['an RSA key of 1024 bits', shop.good('rsa-1024', 'RS256')]],
    ),
    cases(
      {
        server: 'constant-secret',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 8725 §3.5',
        why: 'The secret is long enough, but is one letter over and over.',
      },
      [
        ['a secret of one letter', shop.good('constant', 'HS256')],
        [
          'an RSA key with the exponent 3',
          shop.good('rsa-e3', 'RS256'),
          {
            server: 'rsa-e3',
            why: 'No RFC forbids the exponent 3, but it turned lax checks into forgeries.',
          },
        ],
      ],
    ),
  )
}

/** What a JWK says it is for. */
export function keyUse(shop: Workshop): CaseClass {
  const token = shop.good('p-256', 'ES256', CLAIMS, { kid: 'one' })
  return caseClass(
    'key-use',
    'JWK that is for something else',
    cases(
      {
        server: 'jwk-for-encryption',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7517 §4.2, §4.3',
        why: 'The JWK says that it is meant for something other than signatures.',
      },
      [
        ['use is enc', token],
        ['key_ops are for deriving', token, { server: 'jwk-for-deriving' }],
      ],
    ),
    cases(
      {
        server: 'jwk-names-es384',
        expect: 'refuse',
        source: 'RFC 8725 §3.1, RFC 7517 §4.4',
        why: 'The JWK names another algorithm than the token.',
      },
      [['alg is ES384', token]],
    ),
    cases(
      {
        server: 'jwk-for-signatures',
        expect: 'accept',
        source: 'RFC 7517 §4.2 to §4.4',
        why: 'The JWK is for what is done with it.',
      },
      [['use, key_ops and alg fit', token]],
    ),
  )
}

const STRANGE_KIDS: readonly unknown[] = [
  '',
  ' one',
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
  "x' OR '1'='1",
  "x' UNION SELECT 'secret' --",
  '$(id)',
  'https://evil.example/key.pem',
  'http://169.254.169.254/latest/meta-data',
  '*',
  null,
  0,
  true,
  [],
  ['one'],
  { kid: 'one' },
]

/** Names of keys that are made to find another one. */
export function kidInjection(shop: Workshop): CaseClass {
  const publicToken = (key: string, kid: unknown): string =>
    shop.good(key, 'ES256', CLAIMS, { kid })
  const source = 'RFC 7515 §4.1.4, §5.2, RFC 8725 §3.10; CWE-22, CWE-89'
  return caseClass(
    'kid-injection',
    'kid injection',
    cases(
      {
        server: 'two-secrets',
        expect: 'refuse',
        source,
        why: 'The kid names no key that is held, and what it may be taken for is no secret.',
      },
      [...STRANGE_KIDS, undefined].flatMap((kid): Draft[] => [
        [`${nameOf(kid) ?? 'absent'}, signed with nothing`, secretOf(kid, '')],
        [`${nameOf(kid) ?? 'absent'}, signed with its own text`, secretOf(kid, String(kid))],
      ]),
    ),
    cases(
      {
        server: 'two-public',
        expect: 'refuse',
        source,
        why: 'The kid names no key that is held, and the signature is of a key that is not.',
      },
      [...STRANGE_KIDS, 'x'.repeat(20_480)].map((kid): Draft => [
        `${nameOf(kid).slice(0, 40)}, a stranger's signature`,
        strangers(kid),
      ]),
    ),
    cases(
      {
        server: 'two-secrets',
        expect: 'refuse',
        source: 'RFC 7515 §5.2',
        why: 'The kid names one key, and the signature is of the other.',
      },
      [
        ['the other secret', shop.good('hs256', 'HS256', CLAIMS, { kid: 'two' })],
        ['the other public key', publicToken('p-256', 'two'), { server: 'two-public' }],
      ],
    ),
    cases(
      {
        server: 'two-public',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7515 §4.1.4',
        why: 'The signature is good, but the kid is none of those that are held, or there is none.',
      },
      [
        ['a good signature, kid unknown', publicToken('p-256', 'three')],
        ['a good signature, kid in a list', publicToken('p-256', ['one'])],
        ['a good signature, no kid', publicToken('p-256', undefined)],
        [
          'a good HMAC, kid unknown',
          shop.good('hs256', 'HS256', CLAIMS, { kid: 'three' }),
          { server: 'two-secrets' },
        ],
        [
          'a good HMAC, kid in a list',
          shop.good('hs256', 'HS256', CLAIMS, { kid: ['one'] }),
          { server: 'two-secrets' },
        ],
        ['a good HMAC, no kid', shop.good('hs256', 'HS256'), { server: 'two-secrets' }],
      ],
    ),
  )
}

/** Keys and addresses that a token brings along. */
export function embeddedKeys(shop: Workshop): CaseClass {
  const elsewhere = 'http://127.0.0.1:1'
  const baitsOf = (key: string): readonly (readonly [string, object])[] => {
    const jwk = publicHalf(shop.keys[key]?.jwk ?? {})
    return [
      ['jwk', { jwk }],
      ['jwk that says it is the trusted one', { jwk: { ...jwk, kid: 'trusted' } }],
      ['jwk with its private half', { jwk: shop.keys[key]?.jwk }],
      ['jku', { jku: `${elsewhere}/jku` }],
      ['x5u', { x5u: `${elsewhere}/x5u` }],
      ['x5c', { x5c: [Buffer.from('no certificate').toString('base64')] }],
      ['everything', { jwk, jku: `${elsewhere}/jku`, x5u: `${elsewhere}/x5u`, x5c: [''] }],
      ['the address of another issuer', { iss: elsewhere, jwks_uri: `${elsewhere}/jwks` }],
    ]
  }
  const forgeries = (
    [
      ['trusted', 'ed25519', 'EdDSA'],
      ['trusted-es256', 'p-256', 'ES256'],
    ] as const
  ).flatMap(([server, key, alg]) =>
    baitsOf(key).flatMap(([bait, members]) =>
      [{ kid: 'trusted' }, { kid: 'attacker' }, {}].map((kid): Draft => [
        `${bait}, ${alg}, kid ${'kid' in kid ? kid.kid : 'absent'}`,
        shop.good(key, alg, CLAIMS, { ...kid, ...members }),
        { server },
      ]),
    ),
  )
  const bytes = 'the attacker brings a secret of 32 bytes'
  const input = `${encode(headerOf('HS256', { jwk: { kty: 'oct', k: encode(bytes) } }))}.${encode(CLAIMS)}`
  return caseClass(
    'embedded-keys',
    'Keys the token brings along',
    cases(
      {
        server: 'trusted',
        expect: 'refuse',
        source: 'RFC 7515 §4.1.2 to §4.1.6, RFC 8725 §3.10; CVE-2018-0114, CVE-2026-27962',
        why: 'The signature is that of a key which only the token vouches for.',
      },
      [
        ...forgeries,
        ['a secret, HS256', joined(input, hmac('HS256', bytes, input)), { server: 'hs256' }],
      ],
    ),
  )
}

function secretOf(kid: unknown, secret: string): string {
  const input = `${encode(headerOf('HS256', { kid }))}.${encode(CLAIMS)}`
  return joined(input, hmac('HS256', secret, input))
}

function nameOf(kid: unknown): string {
  return JSON.stringify(kid)
}

/** Numbers of the right size, by nobody. */
function strangers(kid: unknown): string {
  const input = `${encode(headerOf('ES256', { kid }))}.${encode(CLAIMS)}`
  return joined(input, Buffer.from('01'.repeat(64), 'hex'))
}
