import { expect, test } from 'vitest'
import { snippetsOfMarkdown, snippetsOfSource } from './snippets.ts'

test('takes the ts and tsx blocks of a document with the lines they stand on', () => {
  const text = [
    '# A',
    '```ts',
    'one()',
    'two()',
    '```',
    '```sh',
    'npm i',
    '```',
    '',
    '```tsx',
    '<b/>',
    '```',
  ]
  expect(snippetsOfMarkdown('a.md', text.join('\n'))).toEqual([
    { file: 'a.md', line: 3, language: 'ts', code: 'one()\ntwo()' },
    { file: 'a.md', line: 11, language: 'tsx', code: '<b/>' },
  ])
})

test('takes the examples of doc comments, and nothing else of them', () => {
  const text = [
    '/**',
    ' * Does it.',
    ' *',
    ' * @example',
    ' * ```ts',
    ' * const a = 1',
    ' *',
    ' * @decorated class B {}',
    ' * ```',
    ' * @throws never',
    ' */',
    'export function it() {}',
    '/* @example not a doc comment */',
  ]
  expect(snippetsOfSource('it.ts', text.join('\n'))).toEqual([
    { file: 'it.ts', line: 6, language: 'ts', code: 'const a = 1\n\n@decorated class B {}' },
  ])
})

test('takes an example without a fence up to the next tag or the end', () => {
  const text = [
    '/**',
    ' * @example',
    ' * one()',
    ' * @example',
    ' * two()',
    ' */',
    'let x',
    '/** y */',
  ]
  expect(snippetsOfSource('it.ts', text.join('\n'))).toEqual([
    { file: 'it.ts', line: 3, language: 'ts', code: 'one()' },
    { file: 'it.ts', line: 5, language: 'ts', code: 'two()\n' },
  ])
})
