import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { ClientsNews, ClientsTask } from './clients.ts'

/** The clients, in a process of their own. */
export interface Clients {
  /** Resolves with how many are connected. */
  readonly connected: Promise<number>
  /** Milliseconds from the end of each token to its close. */
  readonly lateness: Promise<readonly number[]>
  kill(): void
}

/** Starts the same file as this process runs, as clients. */
export function startClients(task: ClientsTask): Clients {
  const child = fork(process.argv[1] ?? '', [JSON.stringify({ kind: 'clients', ...task })])
  const failed = once(child, 'exit').then(() => {
    throw new Error('the process of the clients ended by itself')
  })
  failed.catch(() => {})
  const lateness = newsOf(child, (news) => {
    if (!('latenessMs' in news)) return undefined
    if (news.early > 0) throw new Error('a socket was closed before its token ended')
    return news.latenessMs
  })
  const connected = newsOf(child, (news) => ('connected' in news ? news.connected : undefined))
  return {
    connected: Promise.race([connected, failed]),
    lateness: unheard(Promise.race([lateness, failed])),
    kill: () => child.kill('SIGKILL'),
  }
}

function newsOf<News>(
  child: ChildProcess,
  read: (news: ClientsNews) => News | undefined,
): Promise<News> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      try {
        const news = read(message as ClientsNews)
        if (news !== undefined) resolve(news)
      } catch (error) {
        reject(error)
      }
    })
  })
}

/** Not everybody waits for it. */
function unheard<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {})
  return promise
}
