import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vitest/config'
import { baseConfig } from './vitest-base.ts'

/** The tests of the repository as a whole; they pack, install and start what a user would. */
export default mergeConfig(baseConfig('repo'), {
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['scripts/test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    typecheck: { enabled: false },
  },
})
