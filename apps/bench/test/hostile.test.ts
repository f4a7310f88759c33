import { parseScopes } from '@grantline/core'
import { expect, test } from 'vitest'
import { makeKeys } from '../src/keys.ts'
import { hostileClaims, hostileTokens } from '../src/scenarios/tokens/hostile.ts'
import { outcomeOf, strictVerifier } from '../src/scenarios/tokens/linear.ts'

const keys = makeKeys('HS256')
const tokens = hostileTokens(keys, 65_536)

test.each(tokens)('$name reaches past the limit on size', async ({ token }) => {
  const verifier = await strictVerifier({ maxTokenBytes: 131_072 })
  expect(token.length).toBeGreaterThan(65_000)
  expect(await outcomeOf(verifier, token)).not.toBe('refused: too_large')
})

test.each(tokens)('$name is too large by default', async ({ token }) => {
  expect(await outcomeOf(await strictVerifier({}), token)).toBe('refused: too_large')
})

test.each(hostileClaims(8192))('$name is within the limit on claims', ({ claim }) => {
  const { scopes, rejected } = parseScopes(claim)
  expect(claim.length).toBeGreaterThan(7500)
  expect(claim.length).toBeLessThanOrEqual(8192)
  expect([...scopes, ...rejected]).not.toEqual([])
})

test('the grammar accepts as many scopes and pairs as there are in a claim that keeps every limit', () => {
  const legal = hostileClaims(8192).filter(({ name }) => name.includes('legal'))
  expect(legal.map(({ claim }) => parseScopes(claim).scopes.length)).toEqual([100, 1])
  expect(legal.flatMap(({ claim }) => parseScopes(claim).rejected)).toEqual([])
})
