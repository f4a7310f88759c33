import { join } from 'node:path'
import { describeRuntime } from './describe-runtime.ts'
import { packageFolder } from './files.ts'
import { runInProcess } from './run-in-process.ts'

const program = join(packageFolder, 'node_modules/.bin/bun')

await describeRuntime({
  flavour: 'node',
  run: (folder, module) => runInProcess([program], folder, module),
  differences: {
    'test/client/identity.test.ts > setIdentity > hands nobody the other one’s token when it comes 8 microtasks after the answer':
      'the token is on its way to the caller, as it is on Node after 9 and 10',
    'test/client/auth-fetch.test.ts > a request > has the token, and is otherwise as fetch would send it':
      'a Request of a text says no Content-Type',
    'test/client/auth-fetch.test.ts > a request > rejects like one of fetch when it cannot be made':
      'a GET may have a body',
    'test/client/auth-fetch.test.ts > the body of a request > is sent again when it came in a Request':
      'the body of a Request is not used up by a Request made of it',
  },
})
