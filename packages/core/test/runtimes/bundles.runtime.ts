import { expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { testFiles } from './files.ts'

// A file that needs Node drops out of the other runtimes by itself. It must not do so unseen: write
// it without, add a stand-in, or add it here.

test('Bun and Deno run every file but those that are about Node', async () => {
  const { files, leftOut, crypto } = await bundle('node')
  expect(leftOut, JSON.stringify(leftOut, null, 2)).toEqual({
    'test/client/bundle.test.ts': ['vite'],
    'test/node-entry.test.ts': ['@grantline/core/node'],
    'test/revocation/crash.test.ts': ['@grantline/core/node', 'vite'],
    'test/revocation/file-compact.test.ts': ['@grantline/core/node'],
    'test/revocation/file-log.test.ts': ['@grantline/core/node'],
    'test/revocation/file-scan.test.ts': ['@grantline/core/node'],
    'test/revocation/file-store.test.ts': ['@grantline/core/node'],
    'test/revocation/full-table.test.ts': ['vi.mock'],
    'test/revocation/torn-log.test.ts': ['@grantline/core/node'],
  })
  expect(files).toEqual(testFiles.filter((file) => !(file in leftOut)))
  expect(crypto).toBe('src/crypto/node.ts')
})

test('workerd and browsers run every file but those that are about Node', async () => {
  const { files, leftOut, imports, crypto } = await bundle('web')
  expect(Object.keys(leftOut), JSON.stringify(leftOut, null, 2)).toEqual([
    // What a token brings along against a server of the attacker's.
    'test/attacks/header-server.test.ts',
    // The client against servers, and a bundle of it in a process of Node's.
    'test/client/auth-fetch.test.ts',
    'test/client/bundle.test.ts',
    'test/client/wire.test.ts',
    // Both halves of `#crypto` side by side, then the half of Node.
    'test/crypto/differential.test.ts',
    'test/crypto/vectors-node.test.ts',
    // A second copy of a source file.
    'test/errors-of-a-copy.test.ts',
    // Keys from a server.
    'test/key/remote.test.ts',
    'test/key/rotation.test.ts',
    // Files, and the entry for them.
    'test/node-entry.test.ts',
    'test/revocation/crash.test.ts',
    'test/revocation/file-compact.test.ts',
    'test/revocation/file-log.test.ts',
    'test/revocation/file-scan.test.ts',
    'test/revocation/file-store.test.ts',
    // Counts the looks of a module that is exchanged.
    'test/revocation/full-table.test.ts',
    'test/revocation/torn-log.test.ts',
  ])
  expect(files).toEqual(testFiles.filter((file) => !(file in leftOut)))
  expect(imports).toEqual([])
  expect(crypto).toBe('src/crypto/web.ts')
})
