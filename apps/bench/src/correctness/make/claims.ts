import type { CaseClass } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { CLAIMS, headerOf, NOW, withClaim, type Part, type Workshop } from './workshop.ts'

/** Issuers and audiences that are not those of the server. */
export function issuerAndAudience(shop: Workshop): CaseClass {
  const token = (claim: string, value: unknown): string =>
    shop.good('hs256', 'HS256', { ...CLAIMS, [claim]: value })
  const { iss, aud } = CLAIMS
  const issuers = [
    null,
    [iss],
    ['https://evil.example', iss],
    { [iss]: true },
    0,
    true,
    ...texts(iss),
  ]
  const audiences = [
    null,
    [],
    [''],
    [aud.slice(0, -1)],
    [[aud]],
    { [aud]: true },
    { 0: aud, length: 1 },
    0,
    true,
  ]
  const rules = { server: 'hs256', expect: 'refuse' } as const
  return caseClass(
    'issuer-audience',
    'Issuer and audience',
    cases(
      {
        ...rules,
        source: 'RFC 7519 §4.1.1, RFC 8725 §3.8; CVE-2025-30144',
        why: 'iss is one text, and it is not that of the issuer.',
      },
      issuers.map((value): Draft => [`iss is ${named(value)}`, token('iss', value)]),
    ),
    cases(
      {
        ...rules,
        source: 'RFC 7519 §4.1.3, RFC 8725 §3.9; CVE-2025-62610',
        why: 'The server does not find itself in aud, so it MUST refuse.',
      },
      [...audiences, ...texts(aud), undefined].map((value): Draft => [
        `aud is ${named(value)}`,
        token('aud', value),
      ]),
    ),
    cases(
      {
        ...rules,
        strictness: 'choice',
        source: 'RFC 7519 §4.1.1, §4.1.3',
        why: 'iss is optional; a list that names the server and holds what is no text is no list of texts.',
      },
      [
        ['iss is absent', token('iss', undefined)],
        ['aud names the server, and a number', token('aud', [aud, 1])],
        ['aud names the server, and null', token('aud', [aud, null])],
      ],
    ),
    cases(
      {
        ...rules,
        expect: 'accept',
        source: 'RFC 7519 §4.1.3',
        why: 'In the general case aud is a list, and the server is in it.',
      },
      [
        ['a list with one', token('aud', [aud])],
        ['a list, the server is first', token('aud', [aud, 'https://other.example'])],
        ['a list, the server is last', token('aud', ['https://other.example', '', aud])],
      ],
    ),
  )
}

/** Names that every object has anyway. */
export function prototypeNames(shop: Workshop): CaseClass {
  const token = (payload: Part, header: Part = headerOf('HS256')): string =>
    shop.token('hs256', 'HS256', header, payload)
  const hidden = JSON.stringify(CLAIMS)
  return caseClass(
    'prototype-names',
    'Claims called __proto__',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7519 §4, §4.1.3, §4.1.4; CWE-1321',
        why: 'The claims that count stand in a claim of another name.',
      },
      [
        [
          'aud stands in __proto__',
          token(withClaim('aud').replace('{', `{"__proto__":${hidden},`)),
        ],
        [
          'aud stands in constructor.prototype',
          token(withClaim('aud').replace('{', `{"constructor":{"prototype":${hidden}},`)),
        ],
        ['all claims stand in __proto__', token(`{"__proto__":${hidden}}`)],
        ['alg stands in __proto__', token(CLAIMS, '{"typ":"JWT","__proto__":{"alg":"HS256"}}')],
        [
          'exp is past, another one stands in __proto__',
          token(withClaim('exp', String(NOW - 1)).replace('{', `{"__proto__":${hidden},`)),
        ],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 7519 §4; CWE-1321',
        why: 'Claims that are not understood are ignored, and give nobody other claims.',
        reads: { sub: 'alice', admin: null },
      },
      [
        [
          '__proto__ holds another claim',
          token(withClaim('x', '1').replace('{', '{"__proto__":{"admin":true},')),
        ],
        [
          '__proto__ holds another sub',
          token(withClaim('x', '1').replace('{', '{"__proto__":{"sub":"root","admin":true},')),
        ],
        ['constructor', token(withClaim('constructor', '{"prototype":{"admin":true}}'))],
        [
          'toString and hasOwnProperty',
          token({ ...CLAIMS, toString: 1, hasOwnProperty: 1, valueOf: 1 }),
        ],
        [
          '__proto__ in the header',
          token(CLAIMS, '{"alg":"HS256","typ":"JWT","__proto__":{"admin":true,"crit":["exp"]}}'),
        ],
      ],
    ),
  )
}

function named(value: unknown): string {
  return JSON.stringify(value) ?? 'absent'
}

/** Texts that are nearly the right one. */
function texts(one: string): readonly unknown[] {
  return [
    '',
    one.toUpperCase(),
    `${one} `,
    `${one}/`,
    `${one}\0`,
    one.replace('e', '\u0435'),
    one.slice(0, -1),
    `${one}.evil.example`,
    '.*',
    '*',
  ]
}
