import { expect, test } from 'vitest'
import { allRuleBooks } from '../src/enforcement/all.ts'
import type { RuleBook } from '../src/enforcement/rule-book.ts'
import { dialRules, ROUND, tenRules, type Case } from '../src/enforcement/rules.ts'

const books = await allRuleBooks()

/** What is not measured, as not everybody can say it: who answers otherwise is named. */
const BEYOND: readonly (Case & { readonly unless: readonly string[] })[] = [
  {
    about: 'two levels below a folder',
    question: { kind: 'join', room: 'acme/floor/standup' },
    isAllowed: true,
    unless: ['@atproto/oauth-scopes', '@atproto/oauth-scopes, parsed permissions kept'],
  },
  {
    about: 'a folder left by dots',
    question: { kind: 'join', room: 'acme/..' },
    isAllowed: false,
    unless: ['@atproto/oauth-scopes', '@atproto/oauth-scopes, parsed permissions kept'],
  },
  ...['acme', 'acme/', 'acme/../other', 'acme/./a', 'acme//a', '/acme/a', '', '.', 'acme/a/..'].map(
    (room): Case & { unless: readonly string[] } => {
      const about = `the room "${room}"`
      return { about, question: { kind: 'join', room }, isAllowed: false, unless: [] }
    },
  ),
  {
    about: 'a room that is spelled like the pattern',
    question: { kind: 'join', room: '**' },
    isAllowed: false,
    unless: [],
  },
  {
    about: 'a name with parameters in it',
    question: { kind: 'dial', app: 'com.acme.sales&name=alice', name: 'alice' },
    isAllowed: false,
    unless: [],
  },
]
const cases = [...ROUND.map((one) => ({ ...one, unless: [] as readonly string[] })), ...BEYOND]

async function verdictsOf(book: RuleBook, user: number): Promise<readonly boolean[][]> {
  const text = book.textOf(tenRules(user))
  const { hold, read } = book.prepare(cases.map(({ question }) => question))
  const held = await hold?.(text)
  const verdicts: boolean[][] = []
  if (held !== undefined) verdicts.push(cases.map((_, index) => held.allows(index)))
  if (read !== undefined) verdicts.push(cases.map((_, index) => read(text, index)))
  return verdicts
}

test.each(books)('$name gives the verdicts, held and from the text', async (book) => {
  const expected = cases.map(({ isAllowed, unless }) => isAllowed !== unless.includes(book.name))
  const verdicts = await verdictsOf(book, 17)
  expect(verdicts.length).toBeGreaterThan(0)
  for (const verdict of verdicts) expect(verdict).toEqual(expected)
})

test('whoever says why not says it of what is refused only', async () => {
  const explaining: string[] = []
  for (const { name, prepare, textOf } of books) {
    const { hold } = prepare(cases.map(({ question }) => question))
    const held = await hold?.(textOf(tenRules(0)))
    if (held?.explain === undefined) continue
    explaining.push(name)
    for (const index of cases.keys()) {
      expect(held.explain(index) === undefined, name).toBe(held.allows(index))
    }
  }
  expect(explaining).toEqual([
    'grantline',
    '@casl/ability',
    '@atproto/oauth-scopes',
    '@biscuit-auth/biscuit-wasm',
  ])
})

test.each(books)('$name holds a hundred rules, and finds the last', async (book) => {
  const text = book.textOf(dialRules(100, 3))
  const { hold } = book.prepare([
    { kind: 'dial', app: 'com.acme.app99u3', name: 'alice' },
    { kind: 'dial', app: 'com.acme.app100u3', name: 'alice' },
  ])
  const held = await hold?.(text)
  expect([held?.allows(0), held?.allows(1)]).toEqual([true, false])
})

test('half of the round is allowed, and no two claims are the same', () => {
  expect(ROUND.filter(({ isAllowed }) => isAllowed).length).toBe(ROUND.length / 2)
  for (const { textOf } of books) {
    expect(new Set([0, 1, 2].map((user) => textOf(tenRules(user)))).size).toBe(3)
  }
})
