import { playwright } from '@vitest/browser-playwright'
import { defineConfig, mergeConfig } from 'vitest/config'
import { chromiumLaunch } from '../../scripts/chromium-launch.ts'
import { baseConfig } from '../../scripts/vitest-base.ts'
import { tokenEndpoint } from './test/token-endpoint.ts'

// One JSON report for a whole run: each command names its projects, and its report with them.
const results = process.argv.some((argument) => argument.startsWith('browser')) ? 'browser' : 'unit'

const browserTests = 'test/**/*.browser.test.tsx'
const otherTests = 'test/**/!(*.browser).test.{ts,tsx}'
const deps = ['react', 'react-dom', 'react-dom/client', 'react-dom/server']

/** Everything again with the oldest React that is supported, under the name of the newest. */
const react18 = [
  { find: /^react(?=$|\/)/, replacement: 'react-18' },
  { find: /^react-dom(?=$|\/)/, replacement: 'react-dom-18' },
]

const browser = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: chromiumLaunch }),
  instances: [{ browser: 'chromium' as const }],
})

export default mergeConfig(
  baseConfig(results),
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: { name: 'unit', exclude: [browserTests, '**/node_modules/**'] },
        },
        {
          extends: true,
          resolve: { alias: react18 },
          test: {
            name: 'unit-18',
            exclude: [browserTests, 'test/**/!(server*).test.{ts,tsx}', '**/node_modules/**'],
            typecheck: { enabled: false },
            setupFiles: ['test/react-18.ts'],
            provide: { react: '18.3.1' },
          },
        },
        {
          extends: true,
          plugins: [tokenEndpoint()],
          optimizeDeps: { include: deps },
          test: {
            name: 'browser',
            exclude: [otherTests, '**/node_modules/**'],
            typecheck: { enabled: false },
            browser: browser(),
          },
        },
        {
          extends: true,
          plugins: [tokenEndpoint()],
          resolve: { alias: react18 },
          cacheDir: 'node_modules/.vite-18',
          optimizeDeps: { include: deps },
          test: {
            name: 'browser-18',
            provide: { react: '18.3.1' },
            exclude: [otherTests, '**/node_modules/**'],
            typecheck: { enabled: false },
            browser: browser(),
          },
        },
      ],
    },
  }),
)
