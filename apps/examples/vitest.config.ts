import { defineConfig, mergeConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

/** What pages have and Node 20 hides. */
const execArgv = ['--experimental-eventsource', '--experimental-websocket']

// One JSON report for a whole run: each command names its project, and its report with it.
const results = process.argv.includes('browser') ? 'browser' : 'unit'
const base = baseConfig(results)

export default defineConfig(
  mergeConfig(base, {
    test: {
      execArgv,
      projects: [
        {
          extends: true,
          test: { name: 'unit', exclude: ['test/**/*.browser.test.ts', '**/node_modules/**'] },
        },
        {
          extends: true,
          test: {
            name: 'browser',
            exclude: ['test/**/!(*.browser).test.ts', '**/node_modules/**'],
            typecheck: { enabled: false },
          },
        },
      ],
    },
  }),
)
