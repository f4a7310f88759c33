import { expect, test } from 'vitest'
import { own, ownText, parseObject } from '../../src/server/own-value.ts'

test('reads what an object holds itself, never what every object has', () => {
  expect(own({ name: 'Alice' }, 'name')).toBe('Alice')
  expect(own({}, 'toString')).toBeUndefined()
  expect(own({}, '__proto__')).toBeUndefined()
  expect(ownText(Object.create({ name: 'Alice' }), 'name', 10)).toBeUndefined()
})

test('reads a text up to its limit', () => {
  expect(ownText({ name: 'Alice' }, 'name', 5)).toBe('Alice')
  expect(ownText({ name: 'Alice' }, 'name', 4)).toBeUndefined()
  expect(ownText({ name: '' }, 'name', 4)).toBeUndefined()
  expect(ownText({ name: 1 }, 'name', 4)).toBeUndefined()
})

test.each(['', '{', 'null', '1', '"x"', '[]', '[{}]'])('takes %j for no object', (text) => {
  expect(parseObject(text)).toBeUndefined()
})
