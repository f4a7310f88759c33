import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  expectRefusal,
  expectRefusalAtFirst,
  handMade,
  HEADER,
  signByHand,
  verdict,
  withSignature,
  worldOf,
} from './hand.ts'
import { testJwk } from '../fixtures/read-keys.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

/** The object's JSON with a last member whose value holds these bytes. */
function holding(part: object, content: Buffer): Buffer {
  const json = JSON.stringify(part)
  return Buffer.concat([Buffer.from(`${json.slice(0, -1)},"x":"`), content, Buffer.from('"}')])
}

/** Whatever is no UTF-8 text that is one JSON object; every one is signed as it stands. */
function malformed(part: object): readonly (readonly [string, string | Uint8Array])[] {
  const json = JSON.stringify(part)
  const utf16 = Buffer.from(json, 'utf16le')
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
    ['a UTF-8 byte order mark', `\uFEFF${json}`],
    ['UTF-16LE', utf16],
    ['UTF-16LE with its mark', Buffer.concat([bytes('fffe'), utf16])],
    ['UTF-16BE', Buffer.from(utf16).swap16()],
    ['UTF-32LE', Buffer.from(Array.from(json, (one) => [one.charCodeAt(0), 0, 0, 0]).flat())],
    ['Latin-1', holding(part, bytes('e9'))],
    ['an overlong slash', holding(part, bytes('c0 af'))],
    ['an overlong NUL', holding(part, bytes('c0 80'))],
    ['an overlong quote in three bytes', holding(part, bytes('e0 80 a2'))],
    ['a high surrogate', holding(part, bytes('ed a0 80'))],
    ['a pair of surrogates (CESU-8)', holding(part, bytes('ed a0 bd ed b8 80'))],
    ['a sequence that is cut off', holding(part, bytes('e2 82'))],
    ['a lone continuation', holding(part, bytes('80'))],
    ['a point over U+10FFFF', holding(part, bytes('f4 90 80 80'))],
    ['five bytes', holding(part, bytes('f8 88 80 80 80'))],
    ['FF and FE', holding(part, bytes('ff fe'))],
    ['bad bytes beside a U+FFFD that is meant', holding(part, bytes('ef bf bd ff'))],
    ['a control character in a string', holding(part, bytes('0a'))],
    ['bytes behind the object', `${json}x`],
    ['a second object', `${json}{}`],
    ['the object twice', `${json}${json}`],
    ['a NUL behind it', `${json}\0`],
    ['a NUL before it', `\0${json}`],
    ['a no-break space behind it', `${json}\u00A0`],
    ['a comma behind the last member', `${json.slice(0, -1)},}`],
    ['a comment', `${json.slice(0, -1)}/**/}`],
    ['single quotes', json.replaceAll('"', "'")],
    ['names without quotes', json.replaceAll(/"(\w+)":/g, '$1:')],
    ['an open object', json.slice(0, -1)],
    ['a hexadecimal number', `${json.slice(0, -1)},"n":0x7fffffff}`],
    ['a number with a leading zero', `${json.slice(0, -1)},"n":007}`],
    ['a plus sign', `${json.slice(0, -1)},"n":+1}`],
    ['NaN', `${json.slice(0, -1)},"n":NaN}`],
    ['Infinity', `${json.slice(0, -1)},"n":Infinity}`],
    ['undefined', `${json.slice(0, -1)},"n":undefined}`],
  ]
}

describe('what is no JSON object in strict UTF-8 (RFC 7515 §4, §5.2; RFC 8259 §8.1; RFC 8725 §3.7)', () => {
  test.each(malformed(CLAIMS))('a payload: %s', async (_what, payload) => {
    await expectRefusalAtFirst(await worldOf(), handMade(HEADER, payload), 'malformed')
  })

  test.each(malformed(HEADER))('a header: %s', async (_what, header) => {
    await expectRefusalAtFirst(await worldOf(), handMade(header, CLAIMS), 'malformed')
  })

  test('the control: any text, white space and U+FFFD are fine', async () => {
    const { verifier } = await worldOf()
    const texts = ['\u00E9', '\u{1F600}', '\uFFFD', '\uFEFF', '\u2028', '\\ud800']
    for (const text of texts) {
      const token = handMade(HEADER, holding(CLAIMS, Buffer.from(text)))
      expect(await verdict(verifier, token)).toBe('accepted')
    }
    const spread = ` \n${JSON.stringify(CLAIMS, undefined, '\t')}\r\n`
    expect(await verdict(verifier, handMade(spread, spread))).toBe('algorithm')
    expect(await verdict(verifier, handMade(HEADER, spread))).toBe('accepted')
  })
})

describe('repeated members (RFC 7515 §4, RFC 7519 §4, RFC 8725 §2.4)', () => {
  const again = (part: object, member: string): string =>
    `${JSON.stringify(part).slice(0, -1)},${member}}`
  const before = (part: object, member: string): string =>
    `{${member},${JSON.stringify(part).slice(1)}`

  const inPayload = [
    '"exp":9999999999',
    '"\\u0065xp":9999999999',
    '"\\u0065\\u0078\\u0070":9999999999',
    '"sub":"root"',
    '"s\\u0075b":"alice"',
    '"scope":"scope:admin:all"',
    '"iss":"other"',
    '"new":1,"new":1',
    '"new":1,"\\u006eew":1',
    '"__proto__":{},"__proto__":{}',
    '"__proto__":{},"\\u005f_proto__":{}',
    '"a\\/b":1,"a/b":2',
    '"":1,"":2',
    '"1":1,"1":2',
    '"list":[1,2,3],"exp":9999999999',
    '"text":"a,b\\",","exp":9999999999',
    '"\\u00e9":1,"\u00E9":2',
  ]

  test.each(inPayload)('in a payload: %s', async (member) => {
    const world = await worldOf()
    await expectRefusalAtFirst(world, handMade(HEADER, again(CLAIMS, member)), 'malformed')
    await expectRefusal(world, handMade(HEADER, before(CLAIMS, member)), 'malformed')
  })

  test.each([
    '"alg":"HS256"',
    '"alg":"none"',
    '"\\u0061lg":"none"',
    '"\\u0061lg":"HS256"',
    '"typ":"JWT"',
    '"kid":"a","kid":"b"',
    '"crit":[],"\\u0063rit":[]',
    '"jwk":{},"jwk":{}',
  ])('in a header: %s', async (member) => {
    const world = await worldOf()
    await expectRefusalAtFirst(world, handMade(again(HEADER, member), CLAIMS), 'malformed')
    await expectRefusal(world, handMade(before(HEADER, member), CLAIMS), 'malformed')
  })

  test('the control: an escaped name that stands once, and whatever looks like a repetition', async () => {
    const { verifier } = await worldOf()
    for (const member of [
      '"\\u006eew":1',
      '"x":{"exp":1,"exp":2}',
      '"x":[{"a":1,"a":2}]',
      '"x":"\\"exp\\":1,\\"exp\\":2"',
      '"x":"}{][,:\\\\"',
      '"Exp":1,"eXP":2,"exp ":3',
      '"\u00E9":1,"e\u0301":2',
      '"a":1,"a\\u0000":2',
    ]) {
      expect(await verdict(verifier, handMade(HEADER, again(CLAIMS, member))), member).toBe(
        'accepted',
      )
    }
  })
})

describe('base64url in any other spelling (RFC 7515 §2, RFC 4648 §3.3 to §3.5)', () => {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

  /** Texts that a lax decoder reads as the same bytes, and some that it does not. */
  function spellings(text: string): readonly (readonly [string, string])[] {
    const half = Math.floor(text.length / 2)
    const insert = (other: string): string => text.slice(0, half) + other + text.slice(half)
    const last = ALPHABET.indexOf(text.at(-1) ?? '')
    const spare = text.length % 4 === 0 ? 0 : 1
    const loose = text.slice(0, -1) + (ALPHABET[last + spare] ?? '')
    return [
      ['one padding character', `${text}=`],
      ['two', `${text}==`],
      ['padding in the middle', insert('=')],
      ['a space', insert(' ')],
      ['a line break', insert('\n')],
      ['a CRLF', insert('\r\n')],
      ['a tab in front', `\t${text}`],
      ['a NUL', insert('\0')],
      ['a NUL behind', `${text}\0`],
      ['a no-break space', insert('\u00A0')],
      ['a byte order mark', `\uFEFF${text}`],
      ['a zero-width space', insert('\u200B')],
      ['a soft hyphen', insert('\u00AD')],
      ['a plus', `+${text.slice(1)}`],
      ['a slash', `/${text.slice(1)}`],
      ['an exclamation mark', insert('!')],
      ['a percent escape', `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`],
      ['a fullwidth letter', `${String.fromCharCode(text.charCodeAt(0) + 0xfee0)}${text.slice(1)}`],
      [
        'a letter whose low byte is the same',
        `${String.fromCharCode(text.charCodeAt(0) + 0x100)}${text.slice(1)}`,
      ],
      ['a lone surrogate', insert('\uD800')],
      ['a character too many', `${text}A`],
      ...(spare === 0 ? [] : [['spare bits', loose] as const]),
    ]
  }

  // 43 characters of signature, and a header and payload whose lengths leave spare bits.
  const loose = (part: object): object =>
    JSON.stringify(part).length % 3 === 0 ? { ...part, x: '' } : part
  const [header, payload] = [loose(HEADER), loose(CLAIMS)]
  const [one, two, three] = handMade(header, payload).split('.') as [string, string, string]

  test('the segments have spare bits to play with', () => {
    expect([one, two, three].map((part) => part.length % 4)).not.toContain(0)
  })

  test.each(spellings(one))('in the header: %s', async (_what, text) => {
    await expectRefusalAtFirst(await worldOf(), `${text}.${two}.${three}`, 'malformed')
    // Also when it is signed in that spelling.
    const mac = signByHand('HS256', testJwk('HS256'), `${text}.${two}`)
    await expectRefusalAtFirst(await worldOf(), withSignature(`${text}.${two}`, mac), 'malformed')
  })

  test.each(spellings(two))('in the payload: %s', async (_what, text) => {
    await expectRefusalAtFirst(await worldOf(), `${one}.${text}.${three}`, 'malformed')
    const mac = signByHand('HS256', testJwk('HS256'), `${one}.${text}`)
    await expectRefusalAtFirst(await worldOf(), withSignature(`${one}.${text}`, mac), 'malformed')
  })

  test.each(spellings(three))('in the signature: %s', async (what, text) => {
    const reason = what === 'a character too many' ? 'signature' : 'malformed'
    await expectRefusalAtFirst(await worldOf(), `${one}.${two}.${text}`, reason)
  })

  test.each(['ES256', 'EdDSA', 'RS256'] as const)('in a signature of %s: %s', async (alg) => {
    const world = await worldOf(alg)
    const [head = '', body = '', signature = ''] = world.control.split('.')
    for (const [what, text] of spellings(signature)) {
      const result = await verdict(world.verifier, `${head}.${body}.${text}`)
      expect(['malformed', 'signature'], what).toContain(result)
    }
    expect(await verdict(world.verifier, world.control)).toBe('accepted')
  })
})
