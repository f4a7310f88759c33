import type { ViteUserConfig } from 'vitest/config'

/** Extra `resolve.conditions` that make workspace packages resolve to their TypeScript source. */
const source = '@grantline/source'

/**
 * What every package's vitest config shares: tests read sources, not builds, type tests are tests,
 * and the counts are kept for the closing line of the test command.
 */
export function baseConfig(results: string): ViteUserConfig {
  return {
    resolve: { conditions: [source, 'module', 'browser', 'development|production'] },
    ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
    test: {
      include: ['test/**/*.test.{ts,tsx}'],
      maxWorkers: 1,
      // Only what hangs may fail by the clock, on the slowest machine too.
      testTimeout: 60_000,
      hookTimeout: 60_000,
      restoreMocks: true,
      unstubGlobals: true,
      reporters: ['default', 'json'],
      outputFile: { json: `.results/${results}.json` },
      typecheck: {
        enabled: true,
        checker: 'tsc',
        include: ['test/**/*.test-d.{ts,tsx}'],
        tsconfig: './tsconfig.json',
        // Sources have a step of their own, `tsc`; here only the type tests speak.
        ignoreSourceErrors: true,
      },
    },
  }
}
