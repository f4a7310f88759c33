import type { CaseClass } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { CLAIMS, encode, headerOf, joined, type Workshop } from './workshop.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Texts that a lax decoder reads as the same bytes. */
function spellings(text: string): readonly (readonly [string, string])[] {
  const half = Math.floor(text.length / 2)
  const insert = (other: string): string => text.slice(0, half) + other + text.slice(half)
  const padding = '='.repeat((4 - (text.length % 4)) % 4)
  return [
    ['padding', text + padding],
    ['more padding than there is', `${text}===`],
    ['padding in the middle', insert('=')],
    ['a space', insert(' ')],
    ['a space behind', `${text} `],
    ['a line break', insert('\n')],
    ['a CRLF', insert('\r\n')],
    ['a tab in front', `\t${text}`],
    ['a form feed', insert('\f')],
    ['a NUL', insert('\0')],
    ['a no-break space', insert('\u00A0')],
    ['a byte order mark', `\uFEFF${text}`],
    ['a zero-width space', insert('\u200B')],
    ['an exclamation mark', insert('!')],
    ['a percent escape', `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`],
    [
      'a letter whose low byte is the same',
      String.fromCharCode(text.charCodeAt(0) + 0x100) + text.slice(1),
    ],
    ['a lone surrogate', insert('\uD800')],
  ]
}

/** The spare bits of the last character set. */
function withSpareBits(text: string): string {
  return text.slice(0, -1) + (ALPHABET[ALPHABET.indexOf(text.at(-1) ?? '') + 1] ?? '')
}

/** The alphabet of plain base64. */
function plain(text: string): string {
  return text.replaceAll('-', '+').replaceAll('_', '/')
}

/** Other spellings of the same bytes, in each of the three parts. */
export function lenientBase64url(shop: Workshop): CaseClass {
  // Parts with spare bits and with both characters that plain base64 writes otherwise.
  const one = encode(headerOf('HS256', { x: '\u00BF\u00BE~~>>??', y: '' }))
  const two = encode({ ...CLAIMS, x: '\u00BF\u00BE~~>>??' })
  const sign = (input: string): Buffer => shop.sign('hs256', 'HS256', input)
  const signature = sign(`${one}.${two}`)
  const three = signature.toString('base64url')
  const signedAs = (header: string, payload: string): string =>
    joined(`${header}.${payload}`, sign(`${header}.${payload}`))
  const [ecHead = '', ecBody = '', ecSignature = ''] = shop.good('p-256', 'ES256').split('.')
  const inParts = (bend: (text: string) => readonly (readonly [string, string])[]): Draft[] => [
    ...bend(one).map(([name, text]): Draft => [`header: ${name}`, signedAs(text, two)]),
    ...bend(two).map(([name, text]): Draft => [`payload: ${name}`, signedAs(one, text)]),
    ...bend(three).map(([name, text]): Draft => [`signature: ${name}`, `${one}.${two}.${text}`]),
    ...bend(ecSignature).map(([name, text]): Draft => [
      `signature of ES256: ${name}`,
      `${ecHead}.${ecBody}.${text}`,
      { server: 'es256' },
    ]),
  ]
  return caseClass(
    'base64url',
    'Base64url in another spelling',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7515 §2, §5.2; RFC 4648 §3.3',
        why: 'Base64url has no padding, and no line breaks, white space or other characters may be used.',
      },
      inParts(usual).filter(([, token]) => token !== `${one}.${two}.${three}`),
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 4648 §3.5',
        why: 'The spare bits of the last character are set, which a decoder MAY refuse.',
      },
      inParts((text) => (text.length % 4 === 0 ? [] : [['spare bits', withSpareBits(text)]])),
    ),
  )
}

function usual(text: string): readonly (readonly [string, string])[] {
  return [
    ...spellings(text),
    ...(plain(text) === text ? [] : [['plain base64', plain(text)] as const]),
    ...(text.length % 4 === 0 ? [['four more that say nothing', `${text}====`] as const] : []),
  ]
}
