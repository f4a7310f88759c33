import { describeServer } from './describe-server.ts'
import { startProgram } from './start-program.ts'

const args = ['run', '--allow-net', '--no-config', '--no-lock', '--no-remote']

describeServer('the bare handlers on Deno', () => startProgram('deno', args))
