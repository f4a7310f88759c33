import type { CaseClass } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import {
  CLAIMS,
  headerOf,
  NOW,
  withClaim,
  withMembers,
  type Part,
  type Workshop,
} from './workshop.ts'

const HEADER = headerOf('HS256')
const PAST = NOW - 1
const FUTURE = NOW + 60

/** Members that stand twice. */
export function duplicates(shop: Workshop): CaseClass {
  const payload = (text: string): string => shop.token('hs256', 'HS256', HEADER, text)
  const header = (text: string): string => shop.token('hs256', 'HS256', text, CLAIMS)
  const rest = withClaim('exp').slice(1)
  return caseClass(
    'duplicates',
    'Members that stand twice',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7515 §4, RFC 7519 §4, RFC 8259 §7',
        why: 'A reader refuses the repetition or takes the last one, and the last one is bad.',
      },
      [
        ['exp, the last is past', payload(`{"exp":${FUTURE},${rest.slice(0, -1)},"exp":${PAST}}`)],
        [
          'exp, the last is past and escaped',
          payload(`{"exp":${FUTURE},${rest.slice(0, -1)},"\\u0065xp":${PAST}}`),
        ],
        [
          'exp, the last is past, the first is escaped',
          payload(`{"\\u0065xp":${FUTURE},${rest.slice(0, -1)},"exp":${PAST}}`),
        ],
        [
          'exp, escaped throughout',
          payload(`{"exp":${FUTURE},${rest.slice(0, -1)},"\\u0065\\u0078\\u0070":${PAST}}`),
        ],
        ['iss, the last is another', payload(withMembers(CLAIMS, '"iss":"https://evil.example"'))],
        [
          'iss, the last is another and escaped',
          payload(withMembers(CLAIMS, '"\\u0069ss":"https://evil.example"')),
        ],
        ['aud, the last is another', payload(withMembers(CLAIMS, '"aud":"https://evil.example"'))],
        ['nbf, the last is to come', payload(withMembers(CLAIMS, `"nbf":${PAST},"nbf":${FUTURE}`))],
        ['alg, the last is none', header('{"alg":"HS256","typ":"JWT","alg":"none"}')],
        [
          'alg, the last is none and escaped',
          header('{"alg":"HS256","typ":"JWT","\\u0061lg":"none"}'),
        ],
        [
          'crit, the last is unknown',
          header('{"alg":"HS256","typ":"JWT","exp":1,"crit":["alg"],"\\u0063rit":["exp"]}'),
        ],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7515 §4, RFC 7519 §4',
        why: 'A reader refuses the repetition or takes the last one, and the last one is good.',
      },
      [
        ['exp, the first is past', payload(`{"exp":${PAST},${rest.slice(0, -1)},"exp":${FUTURE}}`)],
        [
          'exp, the first is past and escaped',
          payload(`{"\\u0065xp":${PAST},${rest.slice(0, -1)},"exp":${FUTURE}}`),
        ],
        ['sub, two of them', payload(withMembers(CLAIMS, '"sub":"root"'))],
        ['sub, the last is escaped', payload(withMembers(CLAIMS, '"s\\u0075b":"root"'))],
        ['scope, two of them', payload(withMembers(CLAIMS, '"scope":"scope:admin:all"'))],
        ['a claim of the issuer', payload(withMembers(CLAIMS, '"new":1,"new":1'))],
        ['__proto__', payload(withMembers(CLAIMS, '"__proto__":{},"\\u005f_proto__":{}'))],
        ['alg, the first is none', header('{"alg":"none","typ":"JWT","alg":"HS256"}')],
        [
          'alg, the first is none and escaped',
          header('{"\\u0061lg":"none","typ":"JWT","alg":"HS256"}'),
        ],
        ['kid, two of them', header('{"alg":"HS256","typ":"JWT","kid":"a","kid":"b"}')],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 8259 §7, §8.3',
        why: 'Nothing stands twice.',
      },
      [
        ['a name that is escaped', payload(withMembers(CLAIMS, '"\\u006eew":1'))],
        [
          'an iss that is escaped',
          payload(withClaim('iss', JSON.stringify(CLAIMS.iss)).replace('"iss"', '"\\u0069ss"')),
        ],
        ['repetitions in a text', payload(withMembers(CLAIMS, '"x":"\\"exp\\":1,\\"exp\\":2"'))],
        ['names that differ in case', payload(withMembers(CLAIMS, '"Exp":1,"eXP":2,"exp ":3'))],
        [
          'names that differ in normal form',
          payload(withMembers(CLAIMS, '"\u00E9":1,"e\u0301":2')),
        ],
        ['a name in several objects', payload(withMembers(CLAIMS, '"x":[{"a":1},{"a":2}]'))],
      ],
    ),
  )
}

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

/** The object's JSON with a last member whose value holds these bytes. */
function holding(part: object, content: Buffer): Buffer {
  const json = JSON.stringify(part)
  return Buffer.concat([Buffer.from(`${json.slice(0, -1)},"x":"`), content, Buffer.from('"}')])
}

/** Whatever is no UTF-8 text that is one JSON object. */
function malformed(part: object): readonly (readonly [string, string | Uint8Array])[] {
  const json = JSON.stringify(part)
  const utf16 = Buffer.from(json, 'utf16le')
  const open = json.slice(0, -1)
  return [
    ['null', 'null'],
    ['a list', '[]'],
    ['the object in a list', `[${json}]`],
    ['a string', '"x"'],
    ['the object as a string', JSON.stringify(json)],
    ['a number', '1'],
    ['true', 'true'],
    ['white space', ' '],
    ['a NUL', '\0'],
    ['UTF-16LE', utf16],
    ['UTF-16LE with its mark', Buffer.concat([bytes('fffe'), utf16])],
    ['UTF-16BE', Buffer.from(utf16).swap16()],
    ['Latin-1', holding(part, bytes('e9'))],
    ['an overlong slash', holding(part, bytes('c0 af'))],
    ['an overlong NUL', holding(part, bytes('c0 80'))],
    ['an overlong quote', holding(part, bytes('e0 80 a2'))],
    ['a surrogate', holding(part, bytes('ed a0 80'))],
    ['a pair of surrogates', holding(part, bytes('ed a0 bd ed b8 80'))],
    ['a sequence that is cut off', holding(part, bytes('e2 82'))],
    ['a lone continuation', holding(part, bytes('80'))],
    ['a point over U+10FFFF', holding(part, bytes('f4 90 80 80'))],
    ['five bytes', holding(part, bytes('f8 88 80 80 80'))],
    ['FF and FE', holding(part, bytes('ff fe'))],
    ['a control character in a string', holding(part, bytes('0a'))],
    ['bytes behind the object', `${json}x`],
    ['a second object', `${json}{}`],
    ['a NUL behind it', `${json}\0`],
    ['a NUL before it', `\0${json}`],
    ['a no-break space behind it', `${json}\u00A0`],
    ['a comma behind the last member', `${open},}`],
    ['a comment', `${open}/**/}`],
    ['single quotes', json.replaceAll('"', "'")],
    ['names without quotes', json.replaceAll(/"(\w+)":/g, '$1:')],
    ['an open object', open],
    ['a hexadecimal number', `${open},"n":0x7fffffff}`],
    ['a number with a leading zero', `${open},"n":007}`],
    ['a plus sign', `${open},"n":+1}`],
    ['NaN', `${open},"n":NaN}`],
    ['Infinity', `${open},"n":Infinity}`],
    ['undefined', `${open},"n":undefined}`],
  ]
}

/** A header or a payload that is no JSON object in UTF-8; every one is signed as it stands. */
export function notAnObject(shop: Workshop): CaseClass {
  const token = (header: Part, payload: Part): string =>
    shop.token('hs256', 'HS256', header, payload)
  return caseClass(
    'not-json',
    'Header or payload that is no JSON object in UTF-8',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7519 §7.2, RFC 8259 §8.1, RFC 8725 §3.7',
        why: 'The payload MUST be a completely valid JSON object in UTF-8.',
      },
      malformed(CLAIMS).map(([name, text]): Draft => [`payload: ${name}`, token(HEADER, text)]),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7515 §5.2, RFC 8259 §8.1',
        why: 'The header MUST be a completely valid JSON object in UTF-8.',
      },
      malformed(HEADER).map(([name, text]): Draft => [`header: ${name}`, token(text, CLAIMS)]),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 8259 §8.1',
        why: 'Nobody may write a byte order mark, but a reader MAY ignore it.',
      },
      [
        ['payload: a byte order mark', token(HEADER, `\uFEFF${JSON.stringify(CLAIMS)}`)],
        ['header: a byte order mark', token(`\uFEFF${JSON.stringify(HEADER)}`, CLAIMS)],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 8259 §2, §7, §8.1',
        why: 'It is a JSON object in UTF-8, as unusual as it looks.',
      },
      [
        [
          'white space around and between',
          token(
            ` \n${JSON.stringify(HEADER, undefined, '\t')}\r\n`,
            ` \n${JSON.stringify(CLAIMS, undefined, '\t')}\r\n`,
          ),
        ],
        [
          'a payload in two, three and four bytes',
          token(HEADER, holding(CLAIMS, Buffer.from('\u00E9\u20AC\u{1F600}'))),
        ],
        ['U+FFFD that is meant', token(HEADER, holding(CLAIMS, Buffer.from('\uFFFD')))],
        ['U+FEFF inside a text', token(HEADER, holding(CLAIMS, Buffer.from('\uFEFF')))],
        ['U+2028 inside a text', token(HEADER, holding(CLAIMS, Buffer.from('\u2028')))],
        ['a NUL that is escaped', token(HEADER, holding(CLAIMS, Buffer.from('\\u0000')))],
        [
          'escapes of every kind',
          token(
            HEADER,
            holding(CLAIMS, Buffer.from('\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00')),
          ),
        ],
        [
          'a header with its members the other way round',
          token('{"typ":"JWT","alg":"HS256"}', CLAIMS),
        ],
        ['a header whose alg is escaped', token('{"\\u0061lg":"\\u0048S256","typ":"JWT"}', CLAIMS)],
      ],
    ),
  )
}
