import type { ViteUserConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

const base = baseConfig('runtimes')

/** The test files of the package in other runtimes than Node, and the built package there. */
const config: ViteUserConfig = {
  ...base,
  test: {
    ...base.test,
    include: ['test/runtimes/*.runtime.ts'],
    // All in one process, because the bundles are made once.
    isolate: false,
    typecheck: { enabled: false },
  },
}

export default config
