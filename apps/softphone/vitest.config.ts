import { defineConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

// One JSON report for a whole run: each command names its project, and its report with it.
const apart = ['browser', 'screenshot'].find((name) => process.argv.includes(name))
const base = baseConfig(apart ?? 'unit')

const inBrowser = {
  pool: 'forks' as const,
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  globalSetup: ['test/e2e/build-page.ts'],
  typecheck: { enabled: false },
}

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    // A project adds its own files to those that stand here.
    include: [],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{page,server}/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: { ...inBrowser, name: 'browser', include: ['test/e2e/**/*.browser.test.ts'] },
      },
      {
        extends: true,
        test: { ...inBrowser, name: 'screenshot', include: ['test/e2e/screenshot/*.ts'] },
      },
    ],
  },
})
