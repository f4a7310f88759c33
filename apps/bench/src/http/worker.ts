import type { Running, Task } from './task.ts'

// One server, in a process of its own, which answers its parent and ends with it.

interface Question {
  readonly id: number
  readonly question: string
  readonly argument?: unknown
}

const COMMON: Running['answers'] = {
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  memory: () => {
    // What the first frees may hold more, behind a finalizer or a weak reference.
    globalThis.gc?.()
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    return { rss, heap: heapUsed }
  },
}

/** A process loads what its role needs. */
async function serve(task: Task): Promise<Running> {
  if (task.role === 'guarded') return (await import('./roles/guarded.ts')).serveGuarded(task)
  if (task.role === 'token') return (await import('./roles/token.ts')).serveTokens(task)
  if (task.role === 'issuer') return (await import('./roles/issuer.ts')).serveIssuer(task)
  if (task.role === 'verifier') return (await import('./roles/verifier.ts')).serveVerifier(task)
  return (await import('./roles/revoking.ts')).serveRevoking(task)
}

const { origin, answers } = await serve(JSON.parse(process.argv[2] ?? '') as Task)
const known = { ...COMMON, ...answers }

process.on('message', async ({ id, question, argument }: Question) => {
  try {
    process.send?.({ id, answer: await known[question]?.(argument) })
  } catch (error) {
    process.send?.({ id, error: String(error) })
  }
})
process.on('disconnect', () => process.exit())
process.send?.({ origin })
