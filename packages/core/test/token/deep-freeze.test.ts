import { expect, test } from 'vitest'
import { deepFreeze } from '../../src/token/deep-freeze.ts'

test('freezes objects and lists all the way down', () => {
  const value = { list: [1, null, [{ deep: {} }]], none: null, text: 'x', empty: {} }
  const frozen = deepFreeze(value)
  expect(frozen).toBe(value)
  const inner = value.list[2] as [{ deep: object }]
  for (const part of [value, value.list, inner, inner[0], inner[0].deep, value.empty]) {
    expect(Object.isFrozen(part)).toBe(true)
  }
})

test('leaves alone what is only inherited: it is not part of the data', () => {
  const inherited = { open: true }
  const own = {}
  deepFreeze(Object.assign(Object.create({ inherited }), { own }))
  expect(Object.isFrozen(inherited)).toBe(false)
  expect(Object.isFrozen(own)).toBe(true)
})

test('goes deeper than a stack does', () => {
  let deepest: object = {}
  const inner = deepest
  for (let depth = 0; depth < 50_000; depth += 1) deepest = depth % 2 ? [deepest] : { deepest }
  deepFreeze(deepest)
  expect(Object.isFrozen(inner)).toBe(true)
})
