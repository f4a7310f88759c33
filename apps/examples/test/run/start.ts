import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, type Entry } from './bundle.ts'

/** Wherever the example wants to listen, it does so on a free port of the loopback, and says which. */
const listenOnLoopback = `
import { Server } from 'node:net'
const { listen } = Server.prototype
Server.prototype.listen = function (...given) {
  this.once('listening', () => process.send(this.address().port))
  const done = given.filter((each) => typeof each === 'function')
  return listen.call(this, { port: 0, host: '127.0.0.1' }, ...done)
}
process.once('disconnect', () => process.exit())
process.channel.unref()
`
const preload = `data:text/javascript,${encodeURIComponent(listenOnLoopback)}`

/** A server in a process of its own. */
export interface Running {
  /** For example `http://127.0.0.1:41234`. */
  readonly url: string
  /** What it wrote so far. */
  output(): string
  /** Ends the process. */
  stop(): Promise<void>
}

/** The variables of the environment that an example is given. */
export type Variables = Readonly<Record<string, string>>

/**
 * Starts a server of this repository's sources.
 *
 * @throws {Error} if the process ends before it listens, with what it wrote
 */
export async function start(entry: Entry, env: Variables = {}): Promise<Running> {
  const { child, output, leave } = await run(entry, env)
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill()
      await once(child, 'exit')
    }
    await leave()
  }
  const port = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (child.exitCode === null) return { url: `http://127.0.0.1:${String(port[0])}`, output, stop }
  await stop()
  throw new Error(`The example ended before it listened:\n${output()}`)
}

/** Runs a script to its end; what it wrote. */
export async function runToEnd(entry: Entry, env: Variables = {}): Promise<string> {
  const { child, output, leave } = await run(entry, env)
  if (child.exitCode === null) await once(child, 'close')
  await leave()
  if (child.exitCode !== 0) throw new Error(`The script failed:\n${output()}`)
  return output()
}

interface Process {
  readonly child: ChildProcess
  readonly output: () => string
  readonly leave: () => Promise<void>
}

async function run(entry: Entry, env: Variables): Promise<Process> {
  const folder = await mkdtemp(join(tmpdir(), 'grantline-example-'))
  const file = join(folder, 'main.mjs')
  await writeFile(file, await bundle(entry))
  const child = spawn(process.execPath, ['--import', preload, file], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      written += text
    })
  }
  return {
    child,
    output: () => written,
    leave: () => rm(folder, { recursive: true, force: true }),
  }
}
