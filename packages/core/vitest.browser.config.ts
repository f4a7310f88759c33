import type { ViteUserConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

const base = baseConfig('browser')

/** The client in several pages of a real browser. */
const config: ViteUserConfig = {
  ...base,
  test: {
    ...base.test,
    include: ['test/pages/*.pages.ts'],
    // All in one process, because the client is bundled once.
    isolate: false,
    typecheck: { enabled: false },
  },
}

export default config
