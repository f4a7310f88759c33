import { describeRuntime } from './describe-runtime.ts'
import { runInChromium } from './run-in-chromium.ts'

await describeRuntime({
  flavour: 'web',
  run: runInChromium,
  conditions: ['browser'],
  differences: {
    'test/token/unref-timer.test.ts > a timer of Node no longer keeps the process alive':
      'a timer is a number',
    'test/client/lifecycle.test.ts > defaultEnv > finds the clocks of the host, and no page where there is none':
      'here is a page',
  },
})
