import { describeServer } from './describe-server.ts'
import { startProgram } from './start-program.ts'

describeServer('the bare handlers on Bun', () => startProgram('bun'))
