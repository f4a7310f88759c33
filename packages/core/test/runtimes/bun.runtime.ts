import { join } from 'node:path'
import { describeRuntime } from './describe-runtime.ts'
import { packageFolder } from './files.ts'
import { runInProcess } from './run-in-process.ts'

const program = join(packageFolder, 'node_modules/.bin/bun')

await describeRuntime({
  flavour: 'node',
  run: (folder, module) => runInProcess([program], folder, module),
  differences: Object.fromEntries(
    [7, 8].map((turns) => [
      `test/client/identity.test.ts > setIdentity > hands nobody the other one’s token when it comes ${turns} microtasks after the answer`,
      'the token is on its way to the caller, as it is on Node after 9 and 10',
    ]),
  ),
})
