import { defineConfig } from 'vitest/config'

const source = '@grantline/source'

// Runs in a copy of this folder alone, so it takes nothing from outside. Only the tests that speak
// of scopes, capabilities, tokens and keys; type tests say nothing of a mutant, and fewer random
// cases per property find it as well.
export default defineConfig({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    include: ['test/{scope,capability,token,key,crypto,attacks,testing}/**/*.test.ts'],
    setupFiles: ['test/few-runs.ts'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})
