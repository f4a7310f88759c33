import type { CaseClass } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { CLAIMS, encode, headerOf, joined, NOW, type Workshop } from './workshop.ts'

/** The JSON serialization, and an alg that stands where it is not signed. */
export function unprotectedHeader(shop: Workshop): CaseClass {
  const [header = '', payload = '', signature = ''] = shop.good('hs256', 'HS256').split('.')
  const typ = encode({ typ: 'JWT' })
  const forms: readonly (readonly [string, object])[] = [
    ['flattened', { protected: header, payload, signature }],
    ['general', { payload, signatures: [{ protected: header, signature }] }],
    ['none in the unprotected header', { payload, header: { alg: 'none' }, signature: '' }],
    [
      'alg in the unprotected header',
      { payload, protected: typ, header: { alg: 'HS256' }, signature },
    ],
    ['without signatures', { payload, signatures: [] }],
  ]
  return caseClass(
    'unprotected-header',
    'Unprotected header',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7519 §1, §7.2, RFC 7515 §7.2',
        why: 'A JWT is always the compact form of three parts.',
      },
      forms.flatMap(([name, form]): Draft[] => [
        [`JSON, ${name}`, JSON.stringify(form)],
        [`JSON in base64url, ${name}`, encode(form)],
      ]),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7515 §4.1.1, §10.7',
        why: 'alg MUST be in the header, and it is not.',
      },
      [
        [
          'alg one level down',
          shop.token('hs256', 'HS256', { typ: 'JWT', header: { alg: 'HS256' } }, CLAIMS),
        ],
        [
          'alg in the claims',
          shop.token('hs256', 'HS256', { typ: 'JWT' }, { ...CLAIMS, alg: 'HS256' }),
        ],
        [
          'alg in __proto__',
          shop.token('hs256', 'HS256', '{"typ":"JWT","__proto__":{"alg":"HS256"}}', CLAIMS),
        ],
      ],
    ),
  )
}

/** Extensions that must be understood. */
export function crit(shop: Workshop): CaseClass {
  const extension = 'http://example.invalid/UNDEFINED'
  const token = (value: unknown, more: object = {}): string =>
    shop.good('hs256', 'HS256', CLAIMS, { crit: value, ...more })
  return caseClass(
    'crit',
    'crit',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7515 §4.1.11; CVE-2025-59420, CVE-2026-32597',
        why: 'An extension in crit that is not understood makes the token invalid.',
      },
      [
        ['the example of the RFC', token(['exp'], { exp: NOW + 60 })],
        ['an address', token([extension], { [extension]: true })],
        [
          'two, of which one is unknown',
          token(['b64', extension], { b64: true, [extension]: true }),
        ],
        ['unknown, and not in the header', token([extension])],
        ['__proto__', token(['__proto__'])],
        ['toString', token(['toString'])],
        [
          'RS256',
          shop.good('rsa', 'RS256', CLAIMS, { crit: ['exp'], exp: NOW + 60 }),
          { server: 'rs256' },
        ],
        [
          'ES256',
          shop.good('p-256', 'ES256', CLAIMS, { crit: ['exp'], exp: NOW + 60 }),
          { server: 'es256' },
        ],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7515 §4.1.11',
        why: 'A recipient MAY refuse a crit that breaks the rules for those who write it.',
      },
      ([[[]], [['alg']], [['crit']], [null], [''], ['exp'], [{}], [0], [false]] as const).map(
        ([value]): Draft => [JSON.stringify(value), token(value)],
      ),
    ),
  )
}

/** The payload that is not encoded. */
export function b64(shop: Workshop): CaseClass {
  const token = (more: object): string => shop.good('hs256', 'HS256', CLAIMS, more)
  const header = encode(headerOf('HS256', { b64: false, crit: ['b64'] }))
  const plain = (payload: string): string =>
    joined(`${header}.${payload}`, shop.sign('hs256', 'HS256', `${header}.${payload}`))
  return caseClass(
    'b64',
    'b64',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7797 §7, RFC 7515 §4.1.11',
        why: 'A JWT MUST NOT use the payload that is not encoded.',
      },
      [
        ['false in crit, the payload encoded', token({ b64: false, crit: ['b64'] })],
        [
          'false in crit, the payload plain',
          plain(JSON.stringify(CLAIMS).replaceAll('.', '\\u002e')),
        ],
        ['false in crit, the payload plain with dots', plain(JSON.stringify(CLAIMS))],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7797 §6, RFC 7515 §4.1.11',
        why: 'Who does not know b64 ignores it without crit; a recipient may also refuse it.',
      },
      [
        ...([false, null, 0, '', 'false', [], {}] as const).map((value): Draft => [
          `${JSON.stringify(value)} without crit`,
          token({ b64: value }),
        ]),
        ['true in crit', token({ b64: true, crit: ['b64'] })],
      ],
    ),
  )
}

/** Tokens that were made for something else. */
export function typConfusion(shop: Workshop): CaseClass {
  const token = (typ: unknown): string => shop.good('hs256', 'HS256', CLAIMS, { typ })
  const others: readonly (readonly [string, unknown])[] = [
    ['a DPoP proof', 'dpop+jwt'],
    ['a logout token', 'logout+jwt'],
    ['an id token', 'JWT'],
    ['an id token without typ', undefined],
    ['a security event', 'secevent+jwt'],
    ['a nested token', 'JOSE'],
    ['a list', ['at+jwt']],
    ['null', null],
    ['nothing', ''],
    ['a beginning', 'at'],
    ['more behind it', 'at+jwt;v=1'],
    ['white space behind it', 'at+jwt '],
    ['white space before it', ' at+jwt'],
    ['another top-level type', 'text/at+jwt'],
    ['a letter that lower-cases to another', 'at+\u0237wt'],
    ['the prefix twice', 'application/application/at+jwt'],
  ]
  return caseClass(
    'typ-confusion',
    'Tokens of another type',
    cases(
      {
        server: 'access-tokens',
        expect: 'refuse',
        source: 'RFC 9068 §4, RFC 8725 §3.11',
        why: 'A server of at+jwt MUST refuse every other typ.',
      },
      others.map(([name, typ]): Draft => [name, token(typ)]),
    ),
    cases(
      {
        server: 'access-tokens',
        expect: 'accept',
        source: 'RFC 9068 §4, RFC 7515 §4.1.9',
        why: 'It is the typ that the server asks for: media types have no case, and the prefix may be left out.',
      },
      [
        ['at+jwt', token('at+jwt')],
        ['with the prefix', token('application/at+jwt')],
        ['in capitals', token('AT+JWT')],
        ['with the prefix, in capitals', token('Application/AT+JWT')],
        [
          'ES256',
          shop.good('p-256', 'ES256', CLAIMS, { typ: 'at+jwt' }),
          { server: 'access-tokens-es256' },
        ],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7519 §5.1, RFC 8725 §3.11',
        why: 'The server asks for no type of its own, and typ is optional: it may still refuse what is not JWT.',
      },
      [
        ['a server without typ: dpop+jwt', token('dpop+jwt')],
        ['a server without typ: at+jwt', token('at+jwt')],
        ['a server without typ: none in the token', token(undefined)],
      ],
    ),
  )
}
