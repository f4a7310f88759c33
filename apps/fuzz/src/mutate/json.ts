import type { Random } from '../random.ts'
import { bendText } from './text.ts'

/** Members to put into an object, by name. */
export type Members = readonly (readonly [name: string, values: readonly unknown[]])[]

/** A value that is written as it stands. */
interface Verbatim {
  readonly verbatim: string
}

const raw = (verbatim: string): Verbatim => ({ verbatim })

const ODD: readonly unknown[] = [
  null,
  true,
  '',
  'x',
  0,
  -1,
  [],
  {},
  ['x'],
  { toString: 'x' },
  raw('1e400'),
]

const TIMES: readonly unknown[] = [
  ...ODD,
  9_999_999_999,
  '9999999999',
  [9_999_999_999],
  raw('-0'),
  raw('1e309'),
  raw('9999999999.5'),
  raw('0x7fffffff'),
]

/** What an attacker would write into a header. */
export const HEADERS: Members = [
  [
    'alg',
    [
      ...ODD,
      'none',
      'None',
      'nOnE',
      'NONE',
      'HS256',
      'hs256',
      'HS384',
      'HS512',
      'RS256',
      'PS256',
      'ES256',
      'ES384',
      'ES512',
      'EdDSA',
      'Ed25519',
      'ES256K',
      'dir',
      'HS256 ',
      'HS1',
    ],
  ],
  [
    'kid',
    [
      ...ODD,
      'key-HS256',
      'key-RS256',
      'key-EdDSA',
      '__proto__',
      'constructor',
      '../../dev/null',
      "' OR 1=1 --",
      'https://evil.example/key',
      'x'.repeat(3000),
    ],
  ],
  ['typ', [...ODD, 'JWT', 'at+jwt', 'dpop+jwt', 'CAPABILITY+JWT', 'application/capability+jwt']],
  ['crit', [...ODD, ['exp'], ['b64'], ['b64', 'b64']]],
  ['b64', [false, true, 'false', null]],
  ['jwk', [{ kty: 'oct', k: 'AAAA' }, { kty: 'RSA', n: 'AQAB', e: 'AQAB' }, null]],
  ['jku', ['https://evil.example/jwks', '//evil', null]],
  ['x5u', ['https://evil.example/cert']],
  ['x5c', [['MIIB'], 'MIIB', []]],
  ['cty', ['JWT']],
  ['enc', ['A256GCM']],
  ['zip', ['DEF']],
  ['p2c', [1e9]],
  ['__proto__', [{ alg: 'HS256' }, { kid: 'key-HS256' }]],
  ['constructor', [{ prototype: { alg: 'none' } }]],
]

/** What an attacker would write into a payload. */
export const PAYLOADS: Members = [
  [
    'iss',
    [...ODD, ['https://issuer.example'], 'https://issuer.example/', 'HTTPS://ISSUER.EXAMPLE'],
  ],
  ['sub', [...ODD, 'root']],
  ['aud', [...ODD, 'api', ['api'], [1]]],
  ['exp', TIMES],
  ['nbf', TIMES],
  ['iat', TIMES],
  ['jti', [...ODD, 'other']],
  [
    'scope',
    [...ODD, '', 'scope:admin:all', 'scope:fuzz:deal', 'scope:a:b '.repeat(300), ['scope:a:b']],
  ],
  ['sid', ODD],
  ['cnf', [...ODD, { jkt: 'x' }, { jkt: 1 }]],
  ['once', [...ODD, false]],
  ['root', ODD],
  ['__proto__', [{ exp: 9_999_999_999 }, { iss: 'https://issuer.example' }]],
  ['constructor', [{ prototype: {} }]],
]

/** A segment that says something else, or the same in other bytes, or nothing that is JSON. */
export function rewrite(segment: string, members: Members, random: Random): string {
  const text = Buffer.from(segment, 'base64url').toString()
  return encode(
    random,
    random.chance(0.7) ? editJson(text, members, random) : bendJson(text, random),
  )
}

function editJson(text: string, members: Members, random: Random): string {
  const entries = readEntries(text)
  for (let left = 1 + random.below(2); left > 0; left -= 1) {
    const [name, values] = random.pick(members)
    const entry: [string, string] = [writeName(name, random), writeValue(random.pick(values))]
    const at = entries.findIndex(([other]) => other === JSON.stringify(name))
    // Put in its place, behind it as a second member of that name, or before it.
    if (at !== -1 && random.chance(0.7)) entries[at] = entry
    else if (random.chance(0.5)) entries.push(entry)
    else entries.unshift(entry)
  }
  if (random.chance(0.1)) entries.splice(random.below(entries.length), 1)
  return `{${entries.map(([name, value]) => `${name}:${value}`).join(',')}}`
}

function readEntries(text: string): [string, string][] {
  return Object.entries(JSON.parse(text) as object).map(([name, value]) => [
    JSON.stringify(name),
    JSON.stringify(value),
  ])
}

function writeValue(value: unknown): string {
  const isRaw = typeof value === 'object' && value !== null && 'verbatim' in value
  return isRaw ? String(value.verbatim) : (JSON.stringify(value) ?? 'null')
}

/** `"exp"`, and now and then `"\u0065xp"`. */
function writeName(name: string, random: Random): string {
  if (random.chance(0.8)) return JSON.stringify(name)
  const code = name.charCodeAt(0).toString(16).padStart(4, '0')
  return `"\\u${code}${name.slice(1)}"`
}

/** The same, or nearly the same, in other characters. */
function bendJson(text: string, random: Random): string {
  return random.pick([
    () => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse())),
    () => text.replaceAll(':', ' :\n'),
    () => `${text} `,
    () => `${text}\0`,
    () => `${text}${text}`,
    () => `[${text}]`,
    () => JSON.stringify(text),
    () => `\uFEFF${text}`,
    () => text.replaceAll('"', "'"),
    () => text.replace('}', ',}'),
    () => `${text.slice(0, -1)},"x":{"a":1,"a":[{"":"\\"}"}]}}`,
    () => bendText(text, random),
    () => random.pick(['null', '[]', '{}', '""', '0', 'true', '', ' ', '{', '{"a":1,"a":1}']),
  ])()
}

/** UTF-8, and now and then something else. */
function encode(random: Random, text: string): string {
  if (random.chance(0.9)) return Buffer.from(text).toString('base64url')
  const bytes = Buffer.from(text)
  return random
    .pick([
      () => Buffer.from(text, 'utf16le'),
      () => Buffer.concat([bytes.subarray(0, -1), Buffer.from(',"x":"\xFF"}', 'latin1')]),
      () => Buffer.concat([bytes.subarray(0, -1), Buffer.from('2c2278223a22eda08022 7d', 'hex')]),
      () => Buffer.concat([bytes.subarray(0, -1), Buffer.from('2c2278223a22c0af227d', 'hex')]),
      () => Buffer.concat([bytes, Buffer.from([0xe2, 0x82])]),
      () => bytes.subarray(0, random.below(bytes.length)),
    ])()
    .toString('base64url')
}
