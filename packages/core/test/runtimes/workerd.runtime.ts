import { describeRuntime } from './describe-runtime.ts'
import { runInWorkerd } from './run-in-workerd.ts'

await describeRuntime({
  flavour: 'web',
  run: runInWorkerd,
  conditions: ['workerd', 'worker', 'browser'],
})
