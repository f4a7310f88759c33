import { defineConfig, mergeConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

export default mergeConfig(
  defineConfig(baseConfig('unit')),
  // What waits for tokens to end waits together.
  { test: { maxConcurrency: 20 } },
)
