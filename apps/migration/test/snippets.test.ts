import { describe, expect, test } from 'vitest'
import { blocks } from './guide.ts'
import { judgeOurs, judgeTheirs } from './verdicts.ts'

const named = blocks.map((block) => ({ ...block, about: block.note.slice(1).join(' ') }))
const ours = named.filter(({ language, note }) => language === 'ts' && note[0] === 'vector:')
const theirs = named.filter(({ language }) => language !== 'ts')

test('every piece of code in the guide is checked', () => {
  const described = named.filter(({ note }) => note[0] === 'snippet:').map(({ about }) => about)
  expect(described).toEqual(['after', 'own-server', 'diagnosis'])
  expect(ours.length + theirs.length + described.length).toBe(blocks.length)
  expect(new Set(theirs.map(({ language }) => language))).toEqual(
    new Set(['php', 'ruby', 'python', 'js']),
  )
})

describe('ours makes the token', () => {
  test.each(ours)('of $about, line $line', async (block) => {
    const { got, wanted } = await judgeOurs(block)
    expect(got).toEqual(wanted)
  })
})

describe('theirs is the snippet', () => {
  test.each(theirs)('of $about in $language, line $line', async (block) => {
    const { got, wanted } = await judgeTheirs(block)
    expect(got).toEqual(wanted)
  })
})

/** What may be changed in a snippet without anybody noticing it: nothing. */
const changes: readonly (readonly [what: string, from: RegExp, to: string])[] = [
  ['the account', /'AC(\d+)'/, "'AC9$1'"],
  ['the secret', /'secret'/, "'other'"],
  ['the application', /'AP(\d+)'/, "'AP9$1'"],
  ['the client', /'[Aa]lice'/, "'Bob'"],
  ['a parameter', /'Bar'/, "'Baz'"],
  ['the name of a parameter', /Foo/, 'Fool'],
  ['a filter', /'call'/, "'calls'"],
  ['the life', /\b600\b/, '601'],
  ['the key', /'SK123'/, "'SK124'"],
  ['the device', /'ep1'/, "'ep2'"],
  ['the worker', /'WK123'/, "'WK124'"],
  ['what is allowed', /allowReservationUpdates/, 'allowActivityUpdates'],
  ['incoming calls', /true|True/, 'false'],
  ['the order of calls', /(.*allow_?client_?incoming.*\n)(.*allow_?client_?outgoing.*\n)/i, '$2$1'],
]

describe('a snippet that was changed is not the one of its vector', () => {
  const changed = [...ours, ...theirs].flatMap((block) =>
    changes
      .filter(([, from]) => from.test(block.code))
      .map(([what, from, to]) =>
        Object.assign({}, block, { what, code: block.code.replace(from, to) }),
      ),
  )

  test('enough is changed', () => {
    expect(changed.length).toBeGreaterThan(100)
    const unused = changes.filter(([what]) => !changed.some((block) => block.what === what))
    expect(unused).toEqual([])
  })

  test.each(changed)('$what, in $language of $about, line $line', async (block) => {
    const judge = block.language === 'ts' ? judgeOurs : judgeTheirs
    const refused = { got: 'an error', wanted: 'a token' }
    const { got, wanted } = await judge(block).catch(() => refused)
    expect(got).not.toEqual(wanted)
  })
})
