import { expect, test, vi } from 'vitest'
import { watchPromises } from '../lib/watch-promises.mjs'

test('promises that cannot be measured are said to be so, and fail nothing', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await watchPromises({ PATH: '/nowhere' })
  const written = write.mock.calls.flat().join('')
  expect(written).toContain('promises failed. Nothing depends on it')
  expect(process.exitCode).toBeUndefined()
})
