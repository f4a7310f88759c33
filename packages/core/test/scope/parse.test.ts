import { describe, expect, test } from 'vitest'
import { isGrantlineError, parseScope, parseScopes } from '../../src/index.ts'
import { isName } from '../../src/scope/characters.ts'
import { readLines } from '../fixtures/read-lines.ts'

/** The rule that a single scope breaks. */
function reasonOf(text: string): string | undefined {
  return parseScopes(text).rejected[0]?.reason
}

describe('reading one scope', () => {
  test('takes name and parameters apart, in wire order', () => {
    const scope = parseScope(
      'scope:client:outgoing?appSid=AP123&appParams=Foo%3DBar&clientName=Alice',
    )
    expect(scope.service).toBe('client')
    expect(scope.privilege).toBe('outgoing')
    expect(Object.entries(scope.params)).toEqual([
      ['appSid', 'AP123'],
      ['appParams', 'Foo=Bar'],
      ['clientName', 'Alice'],
    ])
  })

  test('gives frozen parameters without a prototype', () => {
    const { params } = parseScope('scope:a:b?__proto__=x&constructor=y')
    expect(Object.getPrototypeOf(params)).toBeNull()
    expect(Object.keys(params)).toEqual(['__proto__', 'constructor'])
    expect(Object.isFrozen(params)).toBe(true)
  })

  test.each([
    ['scope:a:b', {}],
    ['scope:a:b?', {}],
    ['scope:A-1_.x:b', {}],
    ['scope:.a.:.', {}],
    ['scope:a.b:c.d?k=v..w', { k: 'v..w' }],
    ['scope:a:b?k=', { k: '' }],
    ['scope:a:b?k=v=w==', { k: 'v=w==' }],
    ['scope:a:b?k=a+b%20c%2Bd', { k: 'a b c+d' }],
    ['scope:a:b?k=%C3%A9%F0%9F%91%8B', { k: 'é👋' }],
    ['scope:a:b?k=%2541', { k: '%41' }],
    ['scope:a:b?a[b]=1', { 'a[b]': '1' }],
    ["scope:a:b?k=/:?@!$'()*,;[]", { k: "/:?@!$'()*,;[]" }],
    ['scope:a:b?a/:@=x', { 'a/:@': 'x' }],
    ['scope:a:b?%3F=x', { '?': 'x' }],
    ['scope:a:b?k=%00', { k: '\0' }],
    ['scope:a:b?K=1&k=2', { K: '1', k: '2' }],
  ])('reads %s', (text, params) => {
    expect({ ...parseScope(text).params }).toEqual(params)
  })

  test.each([
    ['', 'prefix'],
    ['Scope:a:b', 'prefix'],
    ['scope', 'prefix'],
    ['client:incoming', 'prefix'],
    [' scope:a:b', 'prefix'],
    ['scope:a', 'name'],
    ['scope::b', 'name'],
    ['scope:a:', 'name'],
    ['scope:a:b:c', 'name'],
    ['scope:a/x:b', 'name'],
    ['scope:a%20:b', 'name'],
    ['scope:a..b:c', 'name'],
    ['scope:a:b?k=v w', 'character'],
    ['scope:a:b?k="v"', 'character'],
    ['scope:a:b?k=\\', 'character'],
    ['scope:a:b?k=é', 'character'],
    ['scope:a:b?k=\n', 'character'],
    ['scope:a:b\n', 'character'],
    ['scope:a:b?k=%', 'escape'],
    ['scope:a:b?k=%4', 'escape'],
    ['scope:a:b?k=%zz', 'escape'],
    ['scope:a:b?%zz=v', 'escape'],
    ['scope:a:b?k=%FF', 'encoding'],
    ['scope:a:b?k=%C0%80', 'encoding'],
    ['scope:a:b?k=%ED%A0%80', 'encoding'],
    ['scope:a:b?%FF=v', 'encoding'],
    ['scope:a:b?&k=v', 'empty_pair'],
    ['scope:a:b?k=v&', 'empty_pair'],
    ['scope:a:b?k=v&&l=w', 'empty_pair'],
    ['scope:a:b?=v', 'key'],
    ['scope:a:b?k', 'key'],
    ['scope:a:b?k?l=v', 'key'],
    ['scope:a:b?k=1&k=2', 'duplicate'],
    ['scope:a:b?k=1&%6B=2', 'duplicate'],
    ['scope:a:b?k=v#f', 'fragment'],
    ['scope:a:b#f', 'fragment'],
  ])('refuses %j: %s', (text, reason) => {
    expect(() => parseScope(text)).toThrow(
      expect.objectContaining({ code: 'malformed_scope', name: 'GrantlineError' }),
    )
    if (!text.includes(' ') && text !== '') expect(reasonOf(text)).toBe(reason)
  })

  test.each([undefined, null, 5, ['scope:a:b'], {}])('refuses %j, which is no text', (odd) => {
    expect(() => parseScope(odd as never)).toThrow('scope is malformed: prefix')
    expect(reasonOf(odd as never)).toBe('limit')
  })

  test('never puts the scope into the message', () => {
    try {
      parseScope('scope:a:b?secret=%zz')
      expect.unreachable()
    } catch (error) {
      expect(isGrantlineError(error)).toBe(true)
      expect(String(error)).not.toContain('secret')
    }
  })
})

test.each([
  ['.a..', 0, 2, true],
  ['.a..', 0, 3, true],
  ['.a..', 0, 4, false],
  ['..a.', 1, 4, true],
  ['a..b', 0, 1, true],
  ['a:b', 0, 3, false],
  ['a', 0, 0, false],
])('of %j, from %d to %d is a name: %s', (text, start, end, expected) => {
  expect(isName(text, start, end)).toBe(expected)
})

describe('limits', () => {
  const pairs = (count: number): string =>
    Array.from({ length: count }, (_, at) => `k${at}=v`).join('&')

  test('takes 32 parameters and no more', () => {
    expect(Object.keys(parseScope(`scope:a:b?${pairs(32)}`).params)).toHaveLength(32)
    expect(reasonOf(`scope:a:b?${pairs(33)}`)).toBe('limit')
  })

  test('counts the parameters of each scope alone', () => {
    const claim = Array(4)
      .fill(`scope:a:b?${pairs(20)}`)
      .join(' ')
    expect(parseScopes(claim).scopes).toHaveLength(4)
    expect(parseScopes(`scope:a:b?k=v scope:a:b?${pairs(33)}`)).toMatchObject({
      scopes: [{ params: { k: 'v' } }],
      rejected: [{ index: 1, reason: 'limit' }],
    })
  })

  test('takes 4,096 bytes in a value and no more, counted after decoding', () => {
    expect(parseScope(`scope:a:b?k=${'v'.repeat(4096)}`).params['k']).toHaveLength(4096)
    expect(reasonOf(`scope:a:b?k=${'v'.repeat(4097)}`)).toBe('limit')
    expect(parseScope(`scope:a:b?k=${'%41'.repeat(2000)}`).params['k']).toHaveLength(2000)
    expect(parseScope(`scope:a:b?k=${'%C3%A9'.repeat(1360)}`).params['k']).toHaveLength(1360)
  })

  test('takes 8 KB in a single scope and no more', () => {
    const exactly = (length: number): string =>
      `scope:a:b?k=${'%41'.repeat(1500)}&l=`.padEnd(length, 'v')
    expect(parseScope(exactly(8192)).params['l']).toHaveLength(8192 - 4515)
    expect(() => parseScope(exactly(8193))).toThrow(/limit/)
  })

  test('takes 100 scopes in a claim and no more', () => {
    expect(parseScopes(Array(100).fill('scope:a:b').join(' ')).scopes).toHaveLength(100)
    expect(parseScopes(Array(101).fill('scope:a:b').join(' '))).toEqual({
      scopes: [],
      rejected: [{ index: 0, reason: 'limit' }],
    })
  })

  test('takes 8 KB in a claim and no more', () => {
    const filler = (length: number): string =>
      `scope:a:b?k=${'%41'.repeat(1350)}`.padEnd(length, 'v')
    const halves = (total: number): string => `${filler(4096)} ${filler(total - 4097)}`
    expect(parseScopes(halves(8192)).scopes).toHaveLength(2)
    expect(parseScopes(halves(8193)).rejected).toEqual([{ index: 0, reason: 'limit' }])
  })

  test('counts a claim in bytes, not in characters', () => {
    expect(parseScopes('é'.repeat(4096)).rejected).toEqual([{ index: 0, reason: 'prefix' }])
    expect(parseScopes('é'.repeat(4097)).rejected).toEqual([{ index: 0, reason: 'limit' }])
  })
})

describe('reading a claim', () => {
  test('an empty claim has no scopes', () => {
    expect(parseScopes('')).toEqual({ scopes: [], rejected: [] })
  })

  test('a malformed scope leaves its neighbours alone', () => {
    const { scopes, rejected } = parseScopes('scope:a:b?k=%zz scope:a:b?k=v nonsense scope:c:d')
    expect(scopes.map((scope) => scope.service)).toEqual(['a', 'c'])
    expect(rejected).toEqual([
      { index: 0, reason: 'escape' },
      { index: 2, reason: 'prefix' },
    ])
  })

  test('an empty piece is a rejected piece', () => {
    expect(parseScopes(' scope:a:b  scope:c:d ').rejected).toEqual([
      { index: 0, reason: 'prefix' },
      { index: 2, reason: 'prefix' },
      { index: 4, reason: 'prefix' },
    ])
    expect(parseScopes('scope:a:b\tscope:c:d').rejected).toEqual([
      { index: 0, reason: 'character' },
    ])
  })
})

describe('tokens of other libraries', () => {
  interface Line {
    readonly lib: string
    readonly case: string
    readonly scope: string
    readonly expect: { readonly scopes: readonly object[]; readonly rejected: readonly object[] }
  }

  test.each(readLines<Line>('twilio/dialects.jsonl'))('reads $lib $case', (line) => {
    const { scopes, rejected } = parseScopes(line.scope)
    expect(JSON.parse(JSON.stringify({ scopes, rejected }))).toEqual(line.expect)
  })
})
