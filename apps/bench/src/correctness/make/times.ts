import type { CaseClass } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { CLAIMS, NOW, withClaim, type Workshop } from './workshop.ts'

/** Times that are no numbers. */
export function numericDates(shop: Workshop): CaseClass {
  const token = (claim: string, value: string): string =>
    shop.good('hs256', 'HS256', withClaim(claim, value))
  const noNumbers: readonly (readonly [string, string])[] = [
    ['a string', `"${NOW + 60}"`],
    ['a hexadecimal string', '"0x7fffffff"'],
    ['a date', '"2099-01-01T00:00:00Z"'],
    ['a word', '"never"'],
    ['an empty string', '""'],
    ['null', 'null'],
    ['a list', `[${NOW + 60}]`],
    ['an empty list', '[]'],
    ['an object', '{"valueOf":1}'],
    ['true', 'true'],
    ['false', 'false'],
  ]
  // For nbf, what reads as a time that has begun.
  const begun = noNumbers.map(
    ([name, value]) => [name, value.replace(`${NOW + 60}`, `${NOW - 60}`)] as const,
  )
  return caseClass(
    'numeric-dates',
    'Times that are no numbers',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7519 §2, §4.1.4',
        why: 'The value of exp MUST be a number, and the time MUST be before it.',
      },
      noNumbers.map(([name, value]): Draft => [`exp is ${name}`, token('exp', value)]),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7519 §4.1.5, §2',
        why: 'The value of nbf MUST be a number, and the time MUST NOT be before it.',
      },
      begun.map(([name, value]): Draft => [`nbf is ${name}`, token('nbf', value)]),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7519 §4.1.4',
        why: 'The number is a time long ago.',
      },
      ['0', '-0', '-1', '-9999999999', '1e-400', '-1e400'].map((value): Draft => [
        `exp is ${value}`,
        token('exp', value),
      ]),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 8259 §6',
        why: 'That is no number of JSON.',
      },
      ['0x7fffffff', '07777777777', 'NaN', 'Infinity', '1_800_000_000', '1800000000n'].map(
        (value): Draft => [`exp is ${value}`, token('exp', value)],
      ),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7519 §4.1.6, RFC 8259 §6',
        why: 'Nothing is to be done with iat, and a number that is too large for a reader is its own affair.',
      },
      [
        ...['1e400', '1E+309'].map((value): Draft => [`exp is ${value}`, token('exp', value)]),
        ...noNumbers.map(([name, value]): Draft => [`iat is ${name}`, token('iat', value)]),
        ['exp is absent', shop.good('hs256', 'HS256', withClaim('exp'))],
        ['iat is to come', token('iat', String(NOW + 3600))],
      ],
    ),
  )
}

/** The very instant at which a token begins and ends. */
export function boundaries(shop: Workshop): CaseClass {
  const token = (more: object): string => shop.good('hs256', 'HS256', { ...CLAIMS, ...more })
  const rules = { server: 'hs256', source: 'RFC 7519 §4.1.4, §4.1.5, §2' } as const
  return caseClass(
    'boundaries',
    'The very second of exp and nbf',
    cases({ ...rules, expect: 'refuse', why: 'A token MUST NOT be accepted on or after exp.' }, [
      ['exp is now', token({ exp: NOW })],
      ['exp is a second ago', token({ exp: NOW - 1 })],
      ['exp is an hour ago', token({ exp: NOW - 3600 })],
      [
        'exp is now, ES256',
        shop.good('p-256', 'ES256', { ...CLAIMS, exp: NOW }),
        { server: 'es256' },
      ],
      [
        'exp is now, written with an exponent',
        shop.good('hs256', 'HS256', withClaim('exp', '1.7e9')),
      ],
    ]),
    cases({ ...rules, expect: 'refuse', why: 'A token MUST NOT be accepted before nbf.' }, [
      ['nbf is in a second', token({ nbf: NOW + 1 })],
      ['nbf is in an hour', token({ nbf: NOW + 3600, exp: NOW + 7200 })],
      ['nbf is behind exp', token({ nbf: NOW + 100, exp: NOW + 60 })],
    ]),
    cases({ ...rules, expect: 'accept', why: 'The token has begun, and has not ended.' }, [
      ['exp is in a second', token({ exp: NOW + 1 })],
      ['nbf is now', token({ nbf: NOW })],
      ['nbf is now, exp is in a second', token({ nbf: NOW, exp: NOW + 1 })],
      [
        'nbf is now, with a fraction of zero',
        shop.good('hs256', 'HS256', withClaim('nbf', `${NOW}.0`)),
      ],
      ['iat is now', token({ iat: NOW })],
      ['iat is now, nbf too', token({ iat: NOW, nbf: NOW })],
      ['exp has a fraction to come', token({ exp: NOW + 0.5 })],
      ['nbf is a quarter of a second ago', token({ nbf: NOW + 0.25 }), { now: NOW + 0.5 }],
      ['iat is a quarter of a second ago', token({ iat: NOW + 0.25 }), { now: NOW + 0.5 }],
      ['exp is far away', token({ exp: 253_402_300_799 })],
    ]),
    cases(
      {
        ...rules,
        expect: 'refuse',
        strictness: 'choice',
        why: 'It ended less than a second ago, and a small leeway is allowed.',
      },
      [
        ['exp is a quarter of a second ago', token({ exp: NOW + 0.25 }), { now: NOW + 0.5 }],
        ['nbf is in a quarter of a second', token({ nbf: NOW + 0.75 }), { now: NOW + 0.5 }],
      ],
    ),
  )
}
