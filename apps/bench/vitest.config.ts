import { defineConfig, mergeConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

export default mergeConfig(
  defineConfig(baseConfig('unit')),
  // One way of its cache is measured for comparison, though fast-jwt warns of it.
  { test: { execArgv: ['--disable-warning=FAST_JWT_CACHE_KEY_BUILDER_SECURITY_RISK'] } },
)
