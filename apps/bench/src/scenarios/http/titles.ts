import type { Framework } from '../../http/task.ts'

/** The algorithms with which servers are compared. */
export type Compared = 'HS256' | 'ES256'

/** Every framework with every algorithm. */
export const COMPARED: readonly { readonly framework: Framework; readonly alg: Compared }[] = (
  ['express', 'hono', 'fastify'] as const
).flatMap((framework) => (['HS256', 'ES256'] as const).map((alg) => ({ framework, alg })))

const TITLES: Readonly<Record<Framework, string>> = {
  express: 'Express',
  fastify: 'Fastify',
  hono: 'Hono',
}

/** A framework as it calls itself. */
export function titleOf(framework: Framework): string {
  return TITLES[framework]
}

/** What is to be known of the guard of a framework. */
export const FRAMEWORK_DIFFERS: Readonly<Record<Framework, readonly string[]>> = {
  express: [],
  fastify: ['There is no adapter for Fastify: a hook asks the gate of @grantline/core/http.'],
  hono: [],
}
