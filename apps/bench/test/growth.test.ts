import { describe, expect, test } from 'vitest'
import { makeKeys } from '../src/keys.ts'
import type { Contender } from '../src/measure/paired.ts'
import {
  filledTo,
  mintingBytes,
  mintingScopes,
  verifyingBytes,
  verifyingScopes,
} from '../src/scenarios/tokens/growth.ts'

const keys = makeKeys('HS256')

async function tokenBy({ run }: Contender, turn: number): Promise<string> {
  const answer = await run(turn)
  return typeof answer === 'string' ? answer : (answer as { token: string }).token
}

function claimsIn(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

function claimsOf(answer: unknown): unknown {
  const { claims, payload } = answer as { claims?: unknown; payload?: unknown }
  return claims ?? payload ?? answer
}

test.each([1, 10, 100])('all mint the same %i scopes', async (count) => {
  const contenders = await mintingScopes(count, keys)
  const tokens = await Promise.all(contenders.map((contender) => tokenBy(contender, 0)))
  const scopes = tokens.map((token) => claimsIn(token)['scope'])
  expect(new Set(scopes).size).toBe(1)
  expect(String(scopes[0]).split(' ').length).toBe(count)
})

test.each([0.5, 1, 2, 4, 8])('all mint the same claim, in tokens of %f KB', async (kilobytes) => {
  const contenders = await mintingBytes(kilobytes, keys)
  const tokens = await Promise.all(contenders.map((contender) => tokenBy(contender, 0)))
  const claims = tokens.map((token) => claimsIn(token))
  expect(new Set(claims.map(({ note }) => note)).size).toBe(1)
  expect(new Set(claims.map((each) => Object.keys(each).toSorted().join())).size).toBe(1)
  // The ids and clocks of some are longer.
  for (const { length } of tokens) expect(Math.abs(length - kilobytes * 1024)).toBeLessThan(64)
})

describe.each([
  ['scopes', verifyingScopes, [1, 10, 100]],
  ['KB', verifyingBytes, [0.5, 1, 2, 4, 8]],
] as const)('verifying %s', (_what, contendersAt, sizes) => {
  test.each(sizes.map((size) => [size]))('all read the same claims: %f', async (size) => {
    const [ours, scopesRead, ...others] = await contendersAt(size, keys)
    const claims = claimsOf(await ours.run(1))
    for (const { run } of others) expect(claimsOf(await run(1))).toEqual(claims)
    const { scope } = claims as { scope: string }
    expect(await scopesRead?.run(1)).toBe(scope.split(' ').length)
  })
})

test.each([0.5, 1, 2, 4, 8])('a token fills %f KB, and no more', (kilobytes) => {
  const { length } = filledTo(kilobytes, keys).token
  expect(length).toBeLessThanOrEqual(kilobytes * 1024)
  expect(length).toBeGreaterThanOrEqual(kilobytes * 1024 - 2)
})
