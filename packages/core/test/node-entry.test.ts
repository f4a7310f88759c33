import { expect, test } from 'vitest'

// What users of Node may import besides; see entry-points.test.ts.

test('@grantline/core/node', async () => {
  expect(Object.keys(await import('../src/node.ts')).sort()).toMatchInlineSnapshot(`
    [
      "fileRevocationStore",
    ]
  `)
})
