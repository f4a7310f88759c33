// Runs every check of the repository on a machine that has Node and npm only. The syntax of this
// file stays old, so that an old Node reads it far enough to say what is wrong.
import { nodeProblem } from './lib/node-version.mjs'

const problem = nodeProblem(process.versions.node)
if (problem) {
  process.stderr.write(problem + '\n')
  process.exitCode = 1
} else {
  void import('./lib/test-all.mjs').then(function run(module) {
    return module.testAll(process.argv.slice(2))
  })
}
