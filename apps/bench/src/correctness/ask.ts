import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CONTENDERS } from './contenders/all.ts'
import type { Answer } from './judge.ts'
import { CORPUS_FOLDER } from './read-corpus.ts'

/** The file that the processes of a built bench run. */
const WORKER = fileURLToPath(new URL('worker.js', import.meta.url))

/** Milliseconds after which a process is ended: all its tokens take a second or two. */
const LIMIT = 60_000

/** What one library answered to everything. */
export interface Answers {
  readonly contender: string
  readonly answers: readonly Answer[]
}

/** Asks every library, each in a process of its own, two at a time. */
export async function askAll(worker: string = WORKER): Promise<readonly Answers[]> {
  const waiting = CONTENDERS.map(({ name }) => name)
  const found = new Map<string, readonly Answer[]>()
  const ask = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- as many as there are cores
      found.set(name, await askOne(worker, name))
    }
  }
  await Promise.all([ask(), ask()])
  return CONTENDERS.map(({ name }) => ({ contender: name, answers: found.get(name) ?? [] }))
}

async function askOne(worker: string, contender: string): Promise<readonly Answer[]> {
  const child = fork(worker, [contender, CORPUS_FOLDER], { timeout: LIMIT, killSignal: 'SIGKILL' })
  let answers: readonly Answer[] | undefined
  child.on('message', (message) => {
    answers = message as readonly Answer[]
  })
  await once(child, 'exit')
  if (answers === undefined) throw new Error(`the process of ${contender} failed; see above`)
  return answers
}
