import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// What users may import. A change here is a change of the public contract.

test('@grantline/react-hook', async () => {
  expect(Object.keys(await import('../src/index.ts'))).toMatchInlineSnapshot(`
    [
      "TokenProvider",
      "useCapabilityToken",
    ]
  `)
})

test.each(['token-provider.ts', 'use-capability-token.ts'])(
  '%s tells bundlers that it belongs to the client',
  (file) => {
    const source = readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8')
    expect(source).toMatch(/^'use client'\n/)
  },
)
