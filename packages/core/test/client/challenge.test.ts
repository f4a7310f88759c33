import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatChallenge } from '../../src/http/challenge.ts'
import { parseChallenges } from '../../src/client/challenge.ts'

/** As plain lists, to compare with. */
function read(header: string): unknown[] {
  return parseChallenges(header).map(({ scheme, params }) => [scheme, { ...params }])
}

describe('a WWW-Authenticate header', () => {
  test.each<[string, string, unknown[]]>([
    ['nothing', '', []],
    ['a scheme alone', 'Bearer', [['bearer', {}]]],
    ['a parameter', 'Bearer error=invalid_token', [['bearer', { error: 'invalid_token' }]]],
    ['a quoted value', 'Bearer error="invalid_token"', [['bearer', { error: 'invalid_token' }]]],
    ['several', 'Bearer a=1,b="2", c=3', [['bearer', { a: '1', b: '2', c: '3' }]]],
    ['an empty value', 'Bearer realm=""', [['bearer', { realm: '' }]]],
    ['capitals', 'BEARER Error="X"', [['bearer', { error: 'X' }]]],
    ['a comma in quotes', 'Bearer a="1, b=2", c=3', [['bearer', { a: '1, b=2', c: '3' }]]],
    ['escapes', String.raw`Bearer a="\"\\\,x"`, [['bearer', { a: '"\\,x' }]]],
    [
      'a challenge in quotes',
      'Basic realm="Bearer error=x"',
      [['basic', { realm: 'Bearer error=x' }]],
    ],
    [
      'an escaped quote before a challenge',
      String.raw`Basic realm="\", Bearer error=x"`,
      [['basic', { realm: '", Bearer error=x' }]],
    ],
    [
      'two challenges',
      'Basic realm="a", Bearer realm="b", error="x"',
      [
        ['basic', { realm: 'a' }],
        ['bearer', { realm: 'b', error: 'x' }],
      ],
    ],
    [
      'two of one scheme',
      'Bearer a=1, Bearer b=2',
      [
        ['bearer', { a: '1' }],
        ['bearer', { b: '2' }],
      ],
    ],
    [
      'schemes alone',
      'Negotiate, NTLM',
      [
        ['negotiate', {}],
        ['ntlm', {}],
      ],
    ],
    [
      'a token68',
      'Negotiate YWJj+/==, Bearer a=1',
      [
        ['negotiate', {}],
        ['bearer', { a: '1' }],
      ],
    ],
    [
      'a token68 at the end',
      'Bearer a=1, Negotiate abc',
      [
        ['bearer', { a: '1' }],
        ['negotiate', {}],
      ],
    ],
    ['bad whitespace', 'Bearer a = 1 ,\tb\t=\t"2"', [['bearer', { a: '1', b: '2' }]]],
    ['empty elements', ' ,, Bearer ,a=1,,, b=2 , ', [['bearer', { a: '1', b: '2' }]]],
    ['no commas', 'Bearer a="1" b="2"', [['bearer', { a: '1', b: '2' }]]],
    [
      'a URL without quotes',
      'Bearer a=https://a/?b=c, d=1',
      [['bearer', { a: 'https://a/?b=c', d: '1' }]],
    ],
    ['the same name twice', 'Bearer a=1, A=2', [['bearer', { a: '1' }]]],
    ['a parameter of nobody', 'error=x, Bearer a=1', [['bearer', { a: '1' }]]],
    ['an open quote', 'Bearer a=1, error="x', [['bearer', { a: '1' }]]],
    ['an escape at the end', 'Bearer a=1, error="x\\', [['bearer', { a: '1' }]]],
    ['an escaped end', String.raw`Bearer a=1, error="x\"`, [['bearer', { a: '1' }]]],
    ['text behind a quote', 'Bearer a=1, b="2"x, c=3', [['bearer', { a: '1' }]]],
    ['no name', 'Bearer a=1, ="x", b=2', [['bearer', { a: '1' }]]],
    ['no value', 'Bearer a=1, b=, c=3', [['bearer', { a: '1' }]]],
    ['names of a prototype', 'Bearer __proto__=1', [['bearer', { ['__proto__']: '1' }]]],
  ])('with %s', (_what, header, expected) => {
    expect(read(header)).toEqual(expected)
  })

  test('has no parameters but its own', () => {
    const [challenge] = parseChallenges('Bearer a=1')
    expect(challenge?.params['constructor']).toBeUndefined()
  })

  test('may be many lines in one', () => {
    const headers = new Headers({ 'WWW-Authenticate': 'Basic realm="a"' })
    headers.append('WWW-Authenticate', 'Bearer error="invalid_token"')
    expect(read(headers.get('WWW-Authenticate') ?? '')).toEqual([
      ['basic', { realm: 'a' }],
      ['bearer', { error: 'invalid_token' }],
    ])
  })
})

const TOKEN = fc.stringMatching(/^[!#$%&'*+.^`|~\w-]{1,9}$/)
const TEXT = fc.string({ unit: 'grapheme-ascii' })
const SPACE = fc.stringMatching(/^[ \t]{0,3}$/)

test('what the server writes comes back', () => {
  fc.assert(
    fc.property(TOKEN, fc.dictionary(TOKEN, TEXT, { minKeys: 1 }), (scheme, params) => {
      const lower = Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name.toLowerCase(), value]),
      )
      const header = formatChallenge(scheme, Object.entries(lower))
      expect(read(header)).toEqual([[scheme.toLowerCase(), lower]])
    }),
  )
})

test('challenges come back in any spelling the grammar allows', () => {
  const param = fc.record({
    name: TOKEN,
    text: TEXT,
    bare: TOKEN,
    isBare: fc.boolean(),
    space: SPACE,
  })
  const challenge = fc.record({
    scheme: TOKEN,
    token68: fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,9}={0,2}$/),
    params: fc.array(param, { maxLength: 4 }),
  })
  const separator = fc.stringMatching(/^[ \t]{0,2},[ \t,]{0,3}$/)
  fc.assert(
    fc.property(fc.array(challenge, { maxLength: 4 }), separator, (challenges, comma) => {
      const header = challenges
        .map(({ scheme, token68, params }) => {
          if (params.length === 0) return `${scheme} ${token68}`
          const written = params.map(({ name, text, bare, isBare, space }) => {
            const quoted = `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
            return `${name}${space}=${space}${isBare ? bare : quoted}`
          })
          return `${scheme} ${written.join(comma)}`
        })
        .join(comma)
      const expected = challenges.map(({ scheme, params }) => {
        const kept: Record<string, string> = Object.create(null)
        for (const { name, text, bare, isBare } of params) {
          kept[name.toLowerCase()] ??= isBare ? bare : text
        }
        return [scheme.toLowerCase(), { ...kept }]
      })
      expect(read(header)).toEqual(expected)
    }),
  )
})

test('no text makes it throw, and no challenge is made up', () => {
  const piece = fc.constantFrom(
    'Bearer',
    'a',
    '=',
    '"',
    '\\',
    ',',
    ' ',
    '\t',
    'x"',
    '==',
    '\n',
    'é',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, (header) => {
      for (const { scheme } of parseChallenges(header)) {
        expect(header.toLowerCase()).toContain(scheme)
      }
    }),
  )
})

test.each([
  ['spaces', 'Bearer ', ' ', 'x"'],
  ['commas', 'Bearer', ',', '"'],
  ['a name', 'Bearer ', 'a', '"'],
  ['equals signs', 'Bearer a', '=', '"'],
  ['an open quote', 'Bearer a="', 'b', ''],
  ['escapes', 'Bearer a="', '\\', ''],
  ['parameters', 'Bearer ', 'a=b c ', '"'],
  ['tokens', '', 'a ', '"'],
])('a megabyte of %s is read in time', (_what, start, part, end) => {
  const header = start + part.repeat(1_000_000 / part.length) + end
  // Quadratic time would be hours, beyond the time limit of a test.
  expect(parseChallenges(header).length).toBeLessThanOrEqual(header.length)
})
