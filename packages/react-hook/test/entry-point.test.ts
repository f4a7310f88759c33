import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// What users may import. A change here is a change of the public contract.

test('@grantline/react-hook', async () => {
  expect(Object.keys(await import('../src/index.ts'))).toMatchInlineSnapshot(`
    [
      "TokenProvider",
      "useAuthFetch",
      "useCapabilityToken",
      "useCapabilityTokenSuspense",
    ]
  `)
})

const sources = new URL('../src/', import.meta.url)
const textOf = (file: string): string => readFileSync(new URL(file, sources), 'utf8')
const modules = readdirSync(sources)

test.each(modules.filter((file) => /\buse[A-Z]\w*\(|createContext\(/.test(textOf(file))))(
  '%s, which has hooks, tells bundlers that it belongs to the client',
  (file) => {
    expect(textOf(file)).toMatch(/^'use client'\n/)
  },
)

test.each(modules)('%s needs no page in order to be imported', async (file) => {
  expect(typeof globalThis.window).toBe('undefined')
  await expect(import(new URL(file, sources).href)).resolves.toBeDefined()
})
