import { playwright } from '@vitest/browser-playwright'
import { defineConfig, mergeConfig } from 'vitest/config'
import { chromiumLaunch } from '../../scripts/chromium-launch.ts'
import { baseConfig } from '../../scripts/vitest-base.ts'
import { tokenEndpoint } from './test/token-endpoint.ts'

// One JSON report for a whole run: each command names its project, and its report with it.
const results = process.argv.includes('browser') ? 'browser' : 'unit'

export default mergeConfig(
  baseConfig(results),
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: { name: 'unit', exclude: ['test/**/*.browser.test.tsx', '**/node_modules/**'] },
        },
        {
          extends: true,
          plugins: [tokenEndpoint()],
          optimizeDeps: { include: ['react', 'react-dom', 'react-dom/client'] },
          test: {
            name: 'browser',
            exclude: ['test/**/!(*.browser).test.{ts,tsx}', '**/node_modules/**'],
            typecheck: { enabled: false },
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({ launchOptions: chromiumLaunch }),
              instances: [{ browser: 'chromium' }],
            },
          },
        },
      ],
    },
  }),
)
