import { join } from 'node:path'
import { describeRuntime } from './describe-runtime.ts'
import { packageFolder } from './files.ts'
import { runInProcess } from './run-in-process.ts'

const program = join(packageFolder, 'node_modules/.bin/deno')

await describeRuntime({
  flavour: 'node',
  run: (folder, module) =>
    runInProcess(
      [
        program,
        'run',
        '--allow-all',
        '--no-config',
        '--no-lock',
        '--no-remote',
        '--node-modules-dir=manual',
      ],
      folder,
      module,
    ),
  differences: {
    'test/key/rsa.test.ts > takes a modulus of 16384 bits': 'its node:crypto stops at 4096 bits',
  },
})
