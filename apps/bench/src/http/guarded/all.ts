import type { Framework } from '../task.ts'
import type { Guarded } from './guarded.ts'

/** Every framework that servers are made with. */
export const FRAMEWORKS = ['express', 'hono', 'fastify'] as const satisfies readonly Framework[]

/** The guarded servers of a framework; a process loads no other framework. */
export async function guardsOf(framework: Framework): Promise<readonly Guarded[]> {
  if (framework === 'hono') return (await import('./hono.ts')).HONO
  if (framework === 'fastify') return (await import('./fastify.ts')).FASTIFY
  const [{ EXPRESS }, { EXPRESS_PEERS }] = await Promise.all([
    import('./express.ts'),
    import('./express-peers.ts'),
  ])
  return [...EXPRESS, ...EXPRESS_PEERS]
}

/** @throws {RangeError} if there is no such server */
export async function guardedNamed(framework: Framework, name: string): Promise<Guarded> {
  const found = (await guardsOf(framework)).find((one) => one.name === name)
  if (found === undefined) throw new RangeError(`there is no server "${framework}: ${name}"`)
  return found
}
