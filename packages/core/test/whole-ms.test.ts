import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMinter, createVerifier, generateKey } from '../src/index.ts'
import { toWholeMs } from '../src/whole-ms.ts'

const keys = await generateKey('HS256')

test('a store reads the clock as the minter writes it', async () => {
  let now = 0
  const clock = (): number => now
  const minter = createMinter({ issuer: 'i', keys, clock })
  const verifier = createVerifier({ issuer: 'i', keys, clock })
  const ms = fc.integer({ min: 1_000_000, max: 4_000_000_000_000 })
  await fc.assert(
    fc.asyncProperty(ms, fc.nat(999), async (whole, micros) => {
      now = whole / 1e3 + micros / 1e6
      const { issuedAt } = await verifier.verify((await minter.mint({ capabilities: [] })).token)
      expect(toWholeMs(now)).toBe(whole)
      expect(toWholeMs(issuedAt ?? 0)).toBe(whole)
    }),
  )
})

test.each([
  [0.29, 290],
  [1.001, 1001],
  [1_700_000_000.123, 1_700_000_000_123],
  [1_700_000_000.1239, 1_700_000_000_123],
  [-0.5, -500],
  [-Infinity, -Infinity],
  [Number.NaN, Number.NaN],
])('%d seconds are %d whole milliseconds', (instant, ms) => {
  expect(toWholeMs(instant)).toBe(ms)
})
