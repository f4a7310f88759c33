import { defineConfig } from 'vitest/config'

const source = '@grantline/source'

// Runs in a copy of this folder alone, so it takes nothing from outside. Only the tests that speak
// of scopes, capabilities, tokens and keys; type tests say nothing of a mutant, and fewer random
// cases per property find it as well. A mutant is tried quickest against the tests of its folder:
//
//   MUTATION_TESTS=key,crypto npx stryker run --mutate 'src/key/**/*.ts'
const folders = process.env['MUTATION_TESTS'] ?? 'scope,capability,token,key,crypto,attacks,testing'

export default defineConfig({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    include: folders.split(',').map((folder) => `test/${folder}/**/*.test.ts`),
    // Compares its table with the one in the documentation, which stands outside.
    exclude: ['test/capability/decision-table.test.ts'],
    setupFiles: ['test/few-runs.ts'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})
