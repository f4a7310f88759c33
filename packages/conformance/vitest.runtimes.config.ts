import type { ViteUserConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

const base = baseConfig('runtimes')

/** The table, asked of servers on other runtimes than Node. */
const config: ViteUserConfig = {
  ...base,
  test: {
    ...base.test,
    include: ['test/runtimes/*.runtime.ts'],
    typecheck: { enabled: false },
  },
}

export default config
