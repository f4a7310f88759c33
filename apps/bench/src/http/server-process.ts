import { fork, type ChildProcess, type ForkOptions } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { bunProgram } from './bun.ts'
import type { Task } from './task.ts'

/** The file that the processes of a built bench run. */
export const WORKER: string = fileURLToPath(new URL('worker.js', import.meta.url))

/** A server in a process of its own. */
export interface ServerProcess {
  readonly origin: string
  /** Asks the process something that its role answers. */
  ask(question: string, argument?: unknown): Promise<unknown>
  /** Ends it with SIGKILL. */
  kill(): Promise<void>
}

/** Memory of a process after a collection, in bytes. */
export interface Memory {
  readonly rss: number
  readonly heap: number
}

/** @throws {Error} if the process ends before it listens */
export async function startServer(worker: string, task: Task): Promise<ServerProcess> {
  const child = fork(worker, [JSON.stringify(task)], programOf(task))
  const exited = once(child, 'exit')
  const ended = exited.then(() => {
    throw new Error(`the server process "${task.role}" ended by itself`)
  })
  // Heard only where somebody waits for an answer.
  ended.catch(() => {})
  const { origin } = (await Promise.race([nextMessage(child), ended])) as { origin: string }
  let count = 0
  return {
    origin,
    async ask(question, argument) {
      const id = (count += 1)
      const answered = answerTo(child, id)
      const sent = new Promise<void>((resolve, reject) => {
        child.send({ id, question, argument }, (error) => (error ? reject(error) : resolve()))
      })
      return Promise.race([sent.then(() => answered), ended])
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function programOf(task: Task): ForkOptions {
  const isOfBun = task.role === 'guarded' && task.runtime === 'bun'
  return isOfBun ? { execPath: bunProgram(), execArgv: [] } : { execArgv: flagsOf(task) }
}

/**
 * Small processes collect their young generation all the time, until something has made it grow: that
 * would tell more about chance than about what is compared.
 */
function flagsOf({ role }: Task): string[] {
  const grown = role === 'guarded' ? ['--min-semi-space-size=16'] : []
  return ['--expose-gc', ...grown]
}

/** Microseconds that a process has worked so far, in its own code and in the system's. */
export async function cpuOf(server: ServerProcess): Promise<number> {
  return (await server.ask('cpu')) as number
}

/** What a process still holds after it collected its garbage. */
export async function memoryOf(server: ServerProcess): Promise<Memory> {
  return (await server.ask('memory')) as Memory
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown]
  return message
}

interface Answer {
  readonly id: number
  readonly answer?: unknown
  readonly error?: string
}

function answerTo(child: ChildProcess, id: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const listen = (message: unknown): void => {
      const { id: of, answer, error } = message as Answer
      if (of !== id) return
      child.off('message', listen)
      if (error === undefined) resolve(answer)
      else reject(new Error(error))
    }
    child.on('message', listen)
  })
}
