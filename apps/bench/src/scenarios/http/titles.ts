import type { Framework } from '../../http/task.ts'

const TITLES: Readonly<Record<Framework, string>> = {
  express: 'Express',
  fastify: 'Fastify',
  hono: 'Hono',
}

/** A framework as it calls itself. */
export function titleOf(framework: Framework): string {
  return TITLES[framework]
}
