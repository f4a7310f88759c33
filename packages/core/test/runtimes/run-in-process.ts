import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

const SETTINGS = {
  DENO_NO_UPDATE_CHECK: '1',
  NO_COLOR: '1',
  // Two rounds of each algorithm; Node does more.
  DIFFERENTIAL_SIGNATURES: '520',
}

/** Ends the process by itself: what a test left behind must not keep it alive. */
const MAIN = `import { writeFileSync } from 'node:fs'
import process from 'node:process'
const [module, answer] = process.argv.slice(2)
const { run } = await import(module)
writeFileSync(answer, JSON.stringify(await run()))
process.exit(0)
`

/**
 * Runs a module of a folder by the command line of a runtime.
 *
 * @returns what its `run` returned, as JSON tells it
 */
export async function runInProcess(
  command: readonly [program: string, ...args: string[]],
  folder: string,
  module: string,
): Promise<unknown> {
  const [program, ...args] = command
  const answer = join(folder, 'answer.json')
  await writeFile(join(folder, 'main.mjs'), MAIN)
  await execute(program, [...args, 'main.mjs', `./${module}`, answer], {
    cwd: folder,
    timeout: 120_000,
    maxBuffer: 2 ** 26,
    env: { ...process.env, ...SETTINGS },
  })
  return JSON.parse(await readFile(answer, 'utf8'))
}
