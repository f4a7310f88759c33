import type { Constraint } from './constraints.ts'
import type { Definition } from './define.ts'
import type { RequestProblem } from './param-kind.ts'

/** What is wrong with a request, whatever was granted. */
export type RequestDefect = RequestProblem | 'missing_argument'

/**
 * The values of a request in the order of the definition's constraints, each read once: what is
 * checked is what is compared. A request must name every constraint, and nothing else.
 */
export function readRequest(
  definition: Definition,
  constraints: readonly Constraint[],
  request: unknown,
): readonly unknown[] | RequestDefect {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return 'malformed_request'
  }
  const values: unknown[] = []
  for (const { name, kind } of constraints) {
    const value = Object.hasOwn(request, name)
      ? (request as Readonly<Record<string, unknown>>)[name]
      : undefined
    if (value === undefined) return 'missing_argument'
    const problem = kind.requestProblem(value)
    if (problem !== undefined) return problem
    values.push(value)
  }
  for (const name of Object.keys(request)) {
    const kind = Object.hasOwn(definition.params, name) ? definition.params[name] : undefined
    if (kind?.role !== 'constraint') return 'malformed_request'
  }
  return values
}
