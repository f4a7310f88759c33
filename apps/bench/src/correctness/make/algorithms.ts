import { createHash, type JsonWebKey } from 'node:crypto'
import type { CaseClass, JwsAlg } from '../case.ts'
import { pemOf, publicHalf } from '../set-up.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { CLAIMS, encode, headerOf, hmac, joined, type Workshop } from './workshop.ts'

/** `none` in upper and lower case, sixteen ways. */
const NONES = Array.from({ length: 16 }, (_, bits) =>
  Array.from('none', (one, at) => ((bits >> at) & 1 ? one.toUpperCase() : one)).join(''),
)

/** Twenty-nine names that are no algorithm. */
const SPELLINGS = [
  ...NONES,
  'none ',
  ' none',
  'none\0',
  'n\u043Ene',
  '\uFF4E\uFF4F\uFF4E\uFF45',
  '',
  'null',
  'false',
  'hs256',
  'HS256 ',
  'HS1',
  '__proto__',
  'toString',
]

const NO_NAMES: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a list', ['HS256']],
  ['an object', { alg: 'HS256' }],
  ['a number', 0],
  ['true', true],
  ['absent', undefined],
]

/** Tokens that say they are not signed, or by what nobody knows. */
export function unknownAlgorithms(shop: Workshop): CaseClass {
  const shared = {
    server: 'hs256',
    expect: 'refuse',
    source: 'RFC 7515 §4.1.1, RFC 8725 §3.2',
  } as const
  const signed = (alg: unknown): string =>
    shop.token('hs256', 'HS256', headerOf(alg as string), CLAIMS)
  return caseClass(
    'unknown-algorithms',
    '"none" and unknown algorithms',
    cases(
      { ...shared, why: 'There is no signature, so nobody vouches for the claims.' },
      SPELLINGS.map((alg): Draft => [`${named(alg)}, not signed`, unsigned(alg)]),
    ),
    cases(
      { ...shared, why: 'A signature is not valid if alg is no algorithm that is supported.' },
      [...SPELLINGS.map((alg) => [named(alg), alg] as const), ...NO_NAMES].map(
        ([name, alg]): Draft => [`${name}, signed with the secret`, signed(alg)],
      ),
    ),
    cases(
      { ...shared, why: 'An unsigned token is refused wherever a key is held.' },
      ['rs256', 'es256', 'eddsa', 'hs256-any', 'rs256-any', 'es256-any', 'eddsa-any'].flatMap(
        (server) =>
          ['none', 'NONE', 'HS256'].map((alg): Draft => [
            `${alg}, not signed, for ${server}`,
            unsigned(alg),
            { server },
          ]),
      ),
    ),
  )
}

/** What a caller who tries HMAC would know of a public key. */
function publicForms(jwk: JsonWebKey): readonly (readonly [string, string | Buffer])[] {
  const half = publicHalf(jwk)
  const pem = pemOf(jwk)
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  return [
    ['PEM', pem],
    ['PEM without the last line break', pem.trimEnd()],
    ['PEM with CRLF', pem.replaceAll('\n', '\r\n')],
    ['PEM behind white space', `\n  ${pem}`],
    ['DER', der],
    ['DER as base64', der.toString('base64')],
    ['JWK', JSON.stringify(half)],
    ['set of JWK', JSON.stringify({ keys: [half] })],
    ['modulus or x as text', half.n ?? half.x ?? ''],
    ['modulus or x as bytes', Buffer.from(half.n ?? half.x ?? '', 'base64url')],
    ['exponent', Buffer.from(half.e ?? 'AQAB', 'base64url')],
    ['nothing', ''],
  ]
}

/** A public key as the secret of HMAC. */
export function confusion({ keys }: Workshop): CaseClass {
  const servers = [
    ['rs256', 'rsa', undefined],
    ['rs256-any', 'rsa', undefined],
    ['rs256-indented', 'rsa', undefined],
    ['rs256-indented-any', 'rsa', undefined],
    ['es256', 'p-256', undefined],
    ['es256-any', 'p-256', undefined],
    ['eddsa-any', 'ed25519', undefined],
    ['mixed', 'rsa', 'rsa'],
    ['mixed', 'rsa', 'hmac'],
  ] as const
  return caseClass(
    'confusion',
    'HMAC with a public key as its secret',
    ...servers.map(([server, key, kid]) =>
      cases(
        {
          server,
          expect: 'refuse',
          source:
            'RFC 8725 §2.1, §3.1; CVE-2015-9235, CVE-2022-23541, CVE-2024-54150, CVE-2026-34950',
          why: 'Anybody knows a public key, so nobody proves anything with it.',
        },
        publicForms(keys[key]?.jwk ?? {}).map(([form, secret]): Draft => [
          `${form}, for ${server}${kid === undefined ? '' : `, kid ${kid}`}`,
          forge(secret, kid),
        ]),
      ),
    ),
  )
}

/** Algorithms that belong to another key, or that only the header names. */
export function boundAlgorithms(shop: Workshop): CaseClass {
  const { token, sign } = shop
  const mislabelled = (key: string, says: string, used: JwsAlg): string => {
    const input = `${encode(headerOf(says))}.${encode(CLAIMS)}`
    return joined(input, sign(key, used, input))
  }
  const input = `${encode(headerOf('HS256'))}.${encode(CLAIMS)}`
  return caseClass(
    'bound-algorithms',
    'Algorithm of another key',
    cases(
      {
        server: 'rs256',
        expect: 'refuse',
        source: 'RFC 8725 §3.1',
        why: 'The server names one algorithm, and the token has another.',
      },
      [
        ['PS256 for a server of RS256', shop.good('rsa', 'PS256')],
        ['RS256 for a server of PS256', shop.good('rsa', 'RS256'), { server: 'ps256' }],
        [
          'HS512 for a server of HS256',
          mislabelled('hs256', 'HS512', 'HS512'),
          { server: 'hs256' },
        ],
        [
          'HS256 for a server of HS512',
          mislabelled('hs512', 'HS256', 'HS256'),
          { server: 'hs512' },
        ],
        ['ES384 for a server of ES256', shop.good('p-384', 'ES384'), { server: 'es256' }],
        ['EdDSA for a server of ES256', shop.good('ed25519', 'EdDSA'), { server: 'es256' }],
        [
          'Ed448 over a signature of Ed25519',
          mislabelled('ed25519', 'Ed448', 'EdDSA'),
          { server: 'eddsa' },
        ],
        [
          'ES256K over a signature of ES256',
          mislabelled('p-256', 'ES256K', 'ES256'),
          { server: 'es256' },
        ],
      ],
    ),
    cases(
      {
        server: 'rs256',
        expect: 'refuse',
        source: 'RFC 7515 §5.2, RFC 7518 §3.3, §3.5',
        why: 'The signature is of another algorithm than the header says.',
      },
      [
        ['RS256 over a signature of PS256', mislabelled('rsa', 'RS256', 'PS256')],
        [
          'PS256 over a signature of RS256',
          mislabelled('rsa', 'PS256', 'RS256'),
          { server: 'ps256' },
        ],
        [
          'HS256 over HMAC of SHA-512',
          joined(input, hmac('HS512', shop.keys['hs256']?.secret ?? '', input)),
          { server: 'hs256' },
        ],
        [
          'HS256 over HMAC of SHA-512, cut to size',
          joined(input, hmac('HS512', shop.keys['hs256']?.secret ?? '', input).subarray(0, 32)),
          { server: 'hs256' },
        ],
        [
          'HS256 over a hash without a secret',
          joined(input, createHash('sha256').update(input).digest()),
          { server: 'hs256' },
        ],
      ],
    ),
    cases(
      {
        server: 'jwk-names-rs256',
        expect: 'refuse',
        source: 'RFC 8725 §3.1, RFC 7517 §4.4; CVE-2026-22817, CVE-2026-22818',
        why: 'The JWK names RS256, and a key must be used with exactly one algorithm.',
      },
      [
        [
          'PS256 under a JWK that names RS256',
          token('rsa', 'PS256', headerOf('PS256', { kid: 'one' }), CLAIMS),
        ],
      ],
    ),
    cases(
      {
        server: 'eddsa',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 9864',
        why: 'Ed25519 is a newer name of the same algorithm, which the server does not list.',
      },
      [['Ed25519, the newer name of EdDSA', mislabelled('ed25519', 'Ed25519', 'EdDSA')]],
    ),
  )
}

function unsigned(alg: unknown): string {
  return `${encode(headerOf(alg as string))}.${encode(CLAIMS)}.`
}

function named(alg: string): string {
  return JSON.stringify(alg)
}

function forge(secret: string | Buffer, kid: string | undefined): string {
  const input = `${encode(headerOf('HS256', kid === undefined ? {} : { kid }))}.${encode(CLAIMS)}`
  return joined(input, hmac('HS256', secret, input))
}
