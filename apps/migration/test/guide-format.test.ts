import { expect, test } from 'vitest'
import { blocksOf } from '../src/guide/blocks.ts'
import { tableRows } from '../src/guide/tables.ts'
import { vectorOf } from './vectors.ts'

test('a block has the comment that stands directly above it, and no other', () => {
  const text = ['<!-- a b -->', '', '```ts', 'one()', '', '```', '```js', '```', '<!-- c -->', 'x']
  expect(blocksOf([...text, '```php', 'two();', '```'].join('\n'))).toEqual([
    { language: 'ts', code: 'one()\n', line: 4, note: ['a', 'b'] },
    { language: 'js', code: '', line: 8, note: [] },
    { language: 'php', code: 'two();', line: 12, note: [] },
  ])
})

test('a table is found by its comments', () => {
  expect(tableRows('<!-- t -->\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n<!-- /t -->\n|3|', 't')).toEqual(
    [['1', '2']],
  )
  expect(() => tableRows('| a |', 't')).toThrow(/no table/)
})

test.each([
  ['nothing', []],
  ['a case that is not there', ['vector:', 'classic.jsonl', 'no-such-case']],
  ['a case of several libraries', ['vector:', 'dialects.jsonl', 'doc-example']],
])('a comment that names %s is an error', (_what, note) => {
  expect(() => vectorOf(note)).toThrow(/named by/)
})
