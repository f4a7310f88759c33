import { expect, test } from 'vitest'
import { packedProblems } from '../lib/packed.mjs'

const dist = ['dist/index.js', 'dist/index.d.ts']
const files = ['LICENSE', 'README.md', 'package.json', 'src/index.ts', ...dist]
const manifest = {
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  dependencies: { '@grantline/core': '^1.0.0' },
}

test('finds nothing wrong with a package that is as it should be', () => {
  expect(packedProblems({ files, manifest })).toEqual([])
})

test('finds the source condition in exports and in imports', () => {
  const target = { '@grantline/source': './dist/index.js' }
  const problems = packedProblems({
    files,
    manifest: { exports: { '.': target }, imports: { '#crypto': target } },
  })
  expect(problems).toEqual([
    'exports leads to the sources by . > @grantline/source.',
    'imports leads to the sources by #crypto > @grantline/source.',
  ])
})

test('finds a target that is not packed', () => {
  const imports = { '#crypto': { node: './dist/node.js' } }
  expect(packedProblems({ files, manifest: { imports } })).toEqual([
    'imports points to ./dist/node.js, which is not packed.',
  ])
})

test('finds version ranges that mean something in the workspace only', () => {
  const ranges = { dependencies: { a: 'workspace:^' }, peerDependencies: { b: 'catalog:' } }
  expect(packedProblems({ files, manifest: ranges })).toEqual([
    'dependencies has a at workspace:^.',
    'peerDependencies has b at catalog:.',
  ])
})

test('finds a missing README or LICENSE, and tests that were packed', () => {
  const packed = ['package.json', 'test/a.ts', 'src/b.test.ts', 'src/c.test-d.ts', 'src/latest.ts']
  expect(packedProblems({ files: packed, manifest: {} })).toEqual([
    'README.md is not packed.',
    'LICENSE is not packed.',
    'test/a.ts is a test.',
    'src/b.test.ts is a test.',
    'src/c.test-d.ts is a test.',
  ])
})

test('finds what is left of an older build', () => {
  const bundled = ['dist/bundled/hook.js', 'dist/bundled/gone.js', 'dist/bundled/shared/X1.js']
  const left = ['src/hook.tsx', 'dist/hook.js', 'dist/old.js', ...bundled]
  expect(packedProblems({ files: [...files, ...left], manifest })).toEqual([
    'dist/old.js has no source any more: remove dist and build again.',
    'dist/bundled/gone.js has no source any more: remove dist and build again.',
  ])
})
