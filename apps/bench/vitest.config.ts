import { defineConfig, mergeConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

export default mergeConfig(defineConfig(baseConfig('unit')), {
  test: {
    execArgv: [
      // One way of its cache is measured for comparison, though fast-jwt warns of it.
      '--disable-warning=FAST_JWT_CACHE_KEY_BUILDER_SECURITY_RISK',
      // Biscuit is loaded as WebAssembly, which Node 20 does not do by itself.
      '--experimental-wasm-modules',
      '--disable-warning=ExperimentalWarning',
    ],
  },
})
