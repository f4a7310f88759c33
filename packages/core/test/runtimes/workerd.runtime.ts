import { describeRuntime } from './describe-runtime.ts'
import { runInWorkerd } from './run-in-workerd.ts'

await describeRuntime({
  flavour: 'web',
  run: runInWorkerd,
  conditions: ['workerd', 'worker', 'browser'],
  differences: {
    'test/token/unref-timer.test.ts > a timer of Node no longer keeps the process alive':
      'a timer is a number',
    'test/key/rsa.test.ts > takes exponents of 17 to 32 bits':
      'it takes no exponent but 3 and 65537',
  },
})
