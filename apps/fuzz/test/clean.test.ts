import { expect, test } from 'vitest'
import { fuzz } from '../src/fuzz.ts'
import { allTargets } from '../src/targets/all.ts'

test('a few runs over the library as it is find nothing', async () => {
  const { found, byTarget } = await fuzz(await allTargets(), { runs: 3000, seed: 20, first: 0 })
  expect(found).toEqual([])
  expect(Object.keys(byTarget).sort()).toEqual(['headers', 'scopes', 'tokens'])
})
