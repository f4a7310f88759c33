// Checks the package of the working directory as its users would get it. It must be built.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommandError, run } from './lib/command.mjs'
import { pack, packedProblems } from './lib/packed.mjs'

const folder = process.cwd()
const temporary = await mkdtemp(join(tmpdir(), 'grantline-pack-'))
try {
  const packed = await pack(folder, temporary)
  const problems = [
    ...packedProblems(packed),
    ...(await findings('publint', ['run', packed.tarball, '--strict'])),
    ...(await findings('attw', [packed.tarball, '--profile', 'esm-only', '--no-emoji'])),
  ]
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  process.exitCode = problems.length > 0 ? 1 : 0
} finally {
  await rm(temporary, { recursive: true, force: true })
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function findings(command, args) {
  try {
    await run(command, args, { cwd: folder })
    return []
  } catch (error) {
    if (error instanceof CommandError) return [error.message]
    throw error
  }
}
