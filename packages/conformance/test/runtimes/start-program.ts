import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundleServer } from './bundle-server.ts'

/** A server of another runtime. */
export interface RunningServer {
  readonly port: number
  stop(): Promise<void>
}

/** Starts the server of a runtime by its command line; its first line is the port. */
export async function startProgram(
  name: 'bun' | 'deno',
  args: readonly string[] = [],
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'grantline-conformance-'))
  const file = join(folder, 'server.mjs')
  await writeFile(file, await bundleServer(name, ['node']))
  const program = join(import.meta.dirname, '../../node_modules/.bin', name)
  const child = spawn(program, [...args, file], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
  })
  const gone = once(child, 'exit')
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    gone.then(() => {
      throw new Error(`${name} ended before it served`)
    }),
  ])
  return {
    port: Number(line),
    stop: async () => {
      // The program may be behind another one, which a signal would end alone.
      child.stdin.end()
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}
