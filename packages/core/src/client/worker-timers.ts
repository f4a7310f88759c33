import type { Env } from './env.ts'

const SCRIPT =
  'let t={};onmessage=({data:[i,m]})=>{clearTimeout(t[i]);delete t[i];if(m>=0)t[i]=setTimeout(()=>postMessage(i),m)}'

/** One worker for the page; `null` where there can be none. */
let worker: Worker | null | undefined
const waiting = new Map<number, () => void>()
let last = 0

/**
 * The same environment with timers that a worker keeps: those of a hidden page may fire once a
 * minute. The page's own run beside them, for where there can be no worker: a content security
 * policy has to allow `worker-src blob:`.
 */
export function withWorkerTimers(env: Env): Env {
  // Only a page's timers are late, and a worker would keep any other process alive.
  if (!env.document) return env
  // Not a copy: what an environment inherits is part of it.
  return Object.assign(Object.create(env) as Env, {
    setTimeout: (callback: () => void, ms: number) => {
      last += 1
      const id = last
      const own = env.setTimeout(() => waiting.get(id)?.(), ms)
      const end = (): void => {
        waiting.delete(id)
        env.clearTimeout(own)
      }
      waiting.set(id, () => {
        end()
        post([id, -1])
        callback()
      })
      post([id, ms])
      return Object.assign(end, { id })
    },
    clearTimeout: (timer: unknown) => {
      if (typeof timer !== 'function') return
      timer()
      post([(timer as unknown as { id: number }).id, -1])
    },
  })
}

function post(message: readonly [id: number, ms: number]): void {
  if (worker === undefined) worker = start()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  worker?.postMessage(message)
}

function start(): Worker | null {
  try {
    const url = URL.createObjectURL(new Blob([SCRIPT], { type: 'text/javascript' }))
    const made = new Worker(url)
    made.addEventListener('message', ({ data }: MessageEvent<number>) => waiting.get(data)?.())
    return made
  } catch {
    return null
  }
}
