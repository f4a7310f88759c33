import { expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { testFiles } from './files.ts'

// A file that needs Node drops out of the other runtimes by itself. It must not do so unseen: write
// it without, add a stand-in, or add it here.

test('Bun and Deno run every file but those that need a package of Node', async () => {
  const { files, leftOut, crypto } = await bundle('node')
  expect(leftOut, JSON.stringify(leftOut, null, 2)).toEqual({
    'test/client/bundle.test.ts': ['vite'],
    'test/revocation/crash.test.ts': ['vite'],
  })
  expect(files).toEqual(testFiles.filter((file) => !(file in leftOut)))
  expect(crypto).toBe('src/crypto/node.ts')
})

test('workerd and browsers run every file but those that are about Node', async () => {
  const { files, leftOut, imports, crypto } = await bundle('web')
  expect(Object.keys(leftOut), JSON.stringify(leftOut, null, 2)).toEqual([
    // A bundle of the client in a process of Node's.
    'test/client/bundle.test.ts',
    // The client against a server.
    'test/client/wire.test.ts',
    // Both halves of `#crypto` side by side.
    'test/crypto/differential.test.ts',
    'test/crypto/vectors.test.ts',
    // The names of every entry, `/node` among them.
    'test/entry-points.test.ts',
    // A second copy of a source file.
    'test/errors.test.ts',
    // Keys from a server.
    'test/key/remote.test.ts',
    'test/key/rotation.test.ts',
    // Files.
    'test/revocation/crash.test.ts',
    'test/revocation/file-log.test.ts',
    'test/revocation/file-store.test.ts',
    'test/revocation/torn-log.test.ts',
  ])
  expect(files).toEqual(testFiles.filter((file) => !(file in leftOut)))
  expect(imports).toEqual([])
  expect(crypto).toBe('src/crypto/web.ts')
})
