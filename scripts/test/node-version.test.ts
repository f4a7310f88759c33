import { expect, test } from 'vitest'
import { nodeProblem } from '../lib/node-version.mjs'

test('accepts the least Node of the manifest and everything newer', () => {
  expect(nodeProblem('20.19.0')).toBeUndefined()
  expect(nodeProblem('20.20.2')).toBeUndefined()
  expect(nodeProblem('24.0.0')).toBeUndefined()
})

test('refuses an older Node in a sentence that names both versions', () => {
  expect(nodeProblem('20.18.3')).toMatch(/needs Node 20\.19 .* this is 20\.18\.3/)
  expect(nodeProblem('9.99.99')).toMatch(/needs Node/)
})
