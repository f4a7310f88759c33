import { createCipheriv } from 'node:crypto'
import type { CaseClass } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { CLAIMS, encode, headerOf, joined, type Workshop } from './workshop.ts'

/** Tokens that are encrypted, or that wrap another one. */
export function nestedTokens(shop: Workshop): CaseClass {
  const good = shop.good('hs256', 'HS256')
  const [head = '', payload = '', signature = ''] = good.split('.')
  const none = `${encode({ alg: 'none' })}.${encode(CLAIMS)}.`
  const five = (header: object): string =>
    [encode(header), '', encode('123456789012'), payload, signature].join('.')
  const wrapping = (inner: string | Uint8Array, cty?: string): string =>
    shop.good('hs256', 'HS256', inner, cty === undefined ? {} : { cty })
  return caseClass(
    'nested',
    'Encrypted and nested tokens',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7516 §7.1, RFC 7519 §7.2; CVE-2022-36083, CVE-2024-28176',
        why: 'It has the five parts of a JWE, and the server asks for a signature.',
      },
      [
        [
          'encrypted with the secret',
          encrypted(shop.keys['hs256']?.secret ?? '', JSON.stringify(CLAIMS)),
        ],
        [
          'encrypted with the secret, a token that is not signed inside',
          encrypted(shop.keys['hs256']?.secret ?? '', none, { cty: 'JWT' }),
        ],
        ['a compression bomb', five({ alg: 'RSA-OAEP', enc: 'A256GCM', zip: 'DEF' })],
        [
          'PBES2 with many rounds',
          five({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2_147_483_647, p2s: 'AA' }),
        ],
        ['the algorithm of a signature', five({ alg: 'HS256', typ: 'JWT' })],
        ['a good token and two more parts', `${good}.${payload}.${signature}`],
        ['a good token and two empty parts', `${good}..`],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7519 §7.2',
        why: 'The payload is no set of claims, and what is inside is not signed.',
      },
      [
        ['a token that is not signed inside, cty JWT', wrapping(none, 'JWT')],
        ['a token that is not signed inside', wrapping(none)],
        ['a token in quotes', wrapping(JSON.stringify(good), 'JWT')],
        ['a good token inside, without cty', wrapping(good)],
        ['deflated claims', wrapping(Buffer.from('789c', 'hex'))],
        [
          'zip and enc in the header of a signature',
          shop.token('hs256', 'HS256', { alg: 'dir', enc: 'A256GCM', zip: 'DEF' }, CLAIMS),
        ],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7519 §5.2',
        why: 'A server may unwrap nested tokens, or may not know them.',
      },
      [['a good token inside, cty JWT', wrapping(good, 'JWT')]],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7515 §7.1',
        why: 'There are not three parts.',
      },
      [
        ['one part', head],
        ['two parts', `${head}.${payload}`],
        ['four parts', `${good}.${signature}`],
        ['a dot in front', `.${good}`],
        ['a dot behind', `${good}.`],
        ['the signature in front', `${signature}.${head}.${payload}`],
      ],
    ),
  )
}

/** A JWE with the secret itself as its key (RFC 7518 §4.5, §5.3). */
function encrypted(secret: string, text: string, more: object = {}): string {
  const header = encode({ alg: 'dir', enc: 'A256GCM', ...more })
  const iv = Buffer.from('123456789012')
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(secret), iv)
  cipher.setAAD(Buffer.from(header, 'ascii'))
  const content = Buffer.concat([cipher.update(text), cipher.final()])
  const parts = [header, '', encode(iv), encode(content), encode(cipher.getAuthTag())]
  return parts.join('.')
}

/** Texts that have no end. */
export function oversized(shop: Workshop): CaseClass {
  const head = encode(headerOf('HS256'))
  const body = encode(CLAIMS)
  const input = `${head}.${body}`
  return caseClass(
    'oversized',
    'Dots and long segments',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7515 §5.2, §7.1; CVE-2025-27144, CVE-2025-30204',
        why: 'It is no token, however long it is.',
      },
      [
        ['20,000 dots', '.'.repeat(20_000)],
        ['two dots', '..'],
        ['one dot', '.'],
        ['nothing', ''],
        ['20,000 letters', 'A'.repeat(20_000)],
        ['a header of 20,000 letters', `${'A'.repeat(20_000)}.${body}.AAAA`],
        ['a payload of 20,000 letters', `${head}.${'A'.repeat(20_000)}.AAAA`],
        ['a payload nested 10,000 deep', `${head}.${encode('['.repeat(10_000))}.AAAA`],
        [
          'a good signature that goes on',
          `${input}.${shop.sign('hs256', 'HS256', input).toString('base64url')}${'A'.repeat(20_000)}`,
        ],
        ['a signature of 64 KB', joined(input, Buffer.alloc(49_152, 7))],
      ] satisfies Draft[],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 7519 §4',
        why: 'It is long, and there is nothing wrong with it.',
      },
      [
        ['5,000 bytes of a claim', shop.good('hs256', 'HS256', { ...CLAIMS, x: 'x'.repeat(5000) })],
        [
          '500 claims',
          shop.good('hs256', 'HS256', {
            ...CLAIMS,
            ...Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`c${at}`, at])),
          }),
        ],
        [
          'claims nested 100 deep',
          shop.good('hs256', 'HS256', {
            ...CLAIMS,
            x: JSON.parse('['.repeat(100) + ']'.repeat(100)) as object,
          }),
        ],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7519 §4, RFC 8259 §9',
        why: 'No RFC says how long a token may be; ours is 8192 bytes unless the server says more.',
      },
      [
        [
          '12,000 bytes of a claim, signed',
          shop.good('hs256', 'HS256', { ...CLAIMS, x: 'x'.repeat(12_000) }),
        ],
      ],
    ),
  )
}
