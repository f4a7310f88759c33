import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import type { Programs } from './programs.ts'
import type { Runtime } from './runtime.ts'

/** What one start of a process took, ms. */
export interface Start {
  /** From the spawn to the first byte that it wrote. */
  readonly whole: number
  /** From the first line of its main module: the import, and the first call. */
  readonly inside: number
  /** What the program answered. */
  readonly answer: string
}

/** A start that takes longer is ended, ms. */
const LONGEST = 30_000

/**
 * Runs a program once in a fresh process.
 *
 * @param token - what the program is given
 * @param cache - the folder where a runtime may keep compiled code
 * @throws {Error} if it fails, with what it wrote
 */
export async function startFresh(
  { name, program, args }: Runtime,
  { folder, extension }: Programs,
  file: string,
  token: string,
  cache: string,
): Promise<Start> {
  const main = join(folder, `first-token${extension}`)
  const url = pathToFileURL(join(folder, 'programs', `${file}${extension}`)).href
  const startedAt = performance.now()
  const child = spawn(program, [...args, main, url, token], {
    cwd: folder,
    env: environment(cache),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  })
  let whole: number | undefined
  let written = ''
  let complaint = ''
  child.stdout.on('data', (bytes: Buffer) => {
    whole ??= performance.now() - startedAt
    written += bytes.toString()
  })
  child.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0 || whole === undefined) {
    throw new Error(`${file} on ${name} ended with ${code}: ${complaint}`)
  }
  return { whole, ...(JSON.parse(written) as Pick<Start, 'inside' | 'answer'>) }
}

/** That of the bench, without what would make every process load or write more. */
function environment(cache: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...others } = process.env
  return {
    ...others,
    NODE_ENV: 'production',
    NO_COLOR: '1',
    DENO_DIR: join(cache, 'deno'),
    DENO_NO_UPDATE_CHECK: '1',
  }
}
