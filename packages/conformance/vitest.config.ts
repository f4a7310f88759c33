import { defineConfig, mergeConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

export default mergeConfig(
  defineConfig(baseConfig('unit')),
  // Every file asks the same hosts; loading them once is a third of the time.
  { test: { isolate: false } },
)
