import { expect, test } from 'vitest'
import { createMinter, createVerifier, generateKey } from '../src/index.ts'
import { kindOf } from '../src/kind-of.ts'

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['', 'an empty string'],
  ['secret', 'a string'],
  [[], 'an empty list'],
  [['secret'], 'a list'],
  [{ secret: 1 }, 'an object'],
  [() => 'secret', 'a function'],
  [true, 'a boolean'],
  [1n, 'a bigint'],
  [Symbol('secret'), 'a symbol'],
  [0, 'zero'],
  [-1, 'a negative number'],
  [1.5, 'a fraction'],
  [7, 'a number'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, 'infinity'],
])('%s is %s', (value, kind) => {
  expect(kindOf(value)).toBe(kind)
})

test('a wrong setting is told with its name, what it must be and what kind it is', async () => {
  const keys = await generateKey('HS256')
  const verifier = (options: object) => () => createVerifier({ issuer: 'i', keys, ...options })
  const minter = (options: object) => () => createMinter({ issuer: 'i', keys, ...options })
  expect(verifier({ issuer: '' })).toThrow(
    'createVerifier: "issuer" must be a non-empty string, not an empty string',
  )
  expect(verifier({ maxAge: '60' })).toThrow(
    'createVerifier: "maxAge" must be a positive whole number, not a string',
  )
  expect(verifier({ leeway: 601 })).toThrow(
    'createVerifier: "leeway" must be between 0 and 600 whole seconds, not more',
  )
  expect(verifier({ requiredClaims: 'sub' })).toThrow(
    'createVerifier: "requiredClaims" must be a list, not a string',
  )
  expect(verifier({ strictScopes: 'yes' })).toThrow(
    'createVerifier: "strictScopes" must be true or false, not a string',
  )
  expect(verifier({ algorithms: [] })).toThrow(
    'createVerifier: "algorithms" must be a list that is not empty, not an empty list',
  )
  expect(verifier({ algorithms: ['none'] })).toThrow(/^createVerifier: "algorithms" must be one of/)
  expect(verifier({ typ: 'application/' })).toThrow(/"typ" must be a non-empty string/)
  expect(verifier({ cache: {} })).not.toThrow()
  expect(minter({ capabilities: [Array] })).toThrow(/defineCapability/)
  expect(minter({ ttl: 100, maxTtl: 60 })).toThrow(
    'createMinter: "ttl" must be a positive whole number of at most 60, not a larger one',
  )
  expect(minter({ clock: 1000 })).toThrow(
    'createMinter: "clock" must be a function that returns seconds since 1970, not a number',
  )
  expect(minter({ onEvent: {} })).toThrow(
    'createMinter: "onEvent" must be a function that takes an event, not an object',
  )
})
