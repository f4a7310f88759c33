import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'

/** A command line that runs a file. */
export interface Runtime {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
}

/** The runtime that runs the bench. */
export const NODE: Runtime = {
  name: 'Node',
  program: process.execPath,
  args: ['--disable-warning=FAST_JWT_CACHE_KEY_BUILDER_SECURITY_RISK'],
}

/** Bun, as npm installs it. */
export function bun(): Runtime {
  return { name: 'Bun', program: join(folderOf('bun'), 'bin/bun.exe'), args: [] }
}

/** Deno, as npm installs it; the package only starts the program of another package. */
export function deno(): Runtime {
  const suffix = platform() === 'linux' ? '-glibc' : ''
  const program = platform() === 'win32' ? 'deno.exe' : 'deno'
  const require = createRequire(join(folderOf('deno'), 'package.json'))
  const manifest = require.resolve(`@deno/${platform()}-${arch()}${suffix}/package.json`)
  const args = ['run', '--allow-all', '--no-config', '--no-lock', '--no-remote']
  return {
    name: 'Deno',
    program: join(dirname(manifest), program),
    args: [...args, '--node-modules-dir=manual'],
  }
}

/** Not by its shell script in `.bin`, which takes as long as the runtime itself. */
function folderOf(name: string): string {
  const require = createRequire(import.meta.url)
  const folders = require.resolve.paths(name) ?? []
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`${name} is not installed`)
  return realpathSync(found)
}
