import type { ScopeUri } from '../scope/scope-uri.ts'
import type { Definition, RequestOf } from './define.ts'
import { constraintsOf, type Constraint } from './constraints.ts'
import type { Matcher } from './param-kind.ts'
import { findParamProblem, isSameName, textOf } from './read-params.ts'
import { readRequest } from './read-request.ts'

/**
 * Whether one granted scope allows a request: `false`, never a throw, for a malformed grant or
 * request value.
 *
 * @example
 * ```ts
 * const dial = defineCapability('client:outgoing', { appSid: exact() })
 * allows(parseScope('scope:client:outgoing?appSid=AP123'), dial, { appSid: 'AP123' }) // true
 * ```
 */
export function allows<Of extends Definition>(
  granted: ScopeUri,
  definition: Of,
  request: RequestOf<Of>,
): boolean {
  const constraints = constraintsOf(definition)
  const asked = readRequest(definition, constraints, request)
  if (typeof asked === 'string') return false
  const row = rowOf(granted, definition, constraints)
  return row !== undefined && doesAllow(row, definition, constraints, asked)
}

/** Kept per list of scopes: who makes definitions by the request must not fill the memory. */
const MOST_DEFINITIONS = 64

/** A scope of the asked name. */
interface Row {
  readonly scope: ScopeUri
  /** In the order of the definition's constraints: a text until it is first compared. */
  readonly cells: (string | Matcher | undefined)[]
  /** Whether all of the scope can be read: looked up once, and only if its texts allow something. */
  isReadable: boolean | undefined
}

/**
 * Prepares what `decide` answers for these scopes, without the reasons: whether one of them allows
 * the whole request by itself. What a definition finds in them is kept, so they must not change.
 */
export function prepareAllows(
  scopes: readonly ScopeUri[],
): (definition: Definition, request: unknown) => boolean {
  let prepared: Map<Definition, readonly Row[]> | undefined
  return (definition, request) => {
    const constraints = constraintsOf(definition)
    const asked = readRequest(definition, constraints, request)
    if (typeof asked === 'string') return false
    prepared ??= new Map()
    let rows = prepared.get(definition)
    if (rows === undefined) {
      rows = scopes.flatMap((scope) => rowOf(scope, definition, constraints) ?? [])
      if (prepared.size >= MOST_DEFINITIONS) prepared.clear()
      prepared.set(definition, rows)
    }
    for (const row of rows) {
      if (doesAllow(row, definition, constraints, asked)) return true
    }
    return false
  }
}

function rowOf(
  scope: ScopeUri,
  definition: Definition,
  constraints: readonly Constraint[],
): Row | undefined {
  if (!isSameName(scope, definition)) return undefined
  const cells: Row['cells'] = []
  for (const { name } of constraints) cells.push(textOf(scope, name))
  // Whatever is no text makes the scope unreadable, and must not pass for a matcher.
  return cells.every(isTextOrNothing) ? { scope, cells, isReadable: undefined } : undefined
}

function doesAllow(
  row: Row,
  definition: Definition,
  constraints: readonly Constraint[],
  asked: readonly unknown[],
): boolean {
  if (!doesMatch(row, constraints, asked)) return false
  row.isReadable ??= findParamProblem(row.scope, definition) === undefined
  return row.isReadable
}

function doesMatch(
  { cells }: Row,
  constraints: readonly Constraint[],
  asked: readonly unknown[],
): boolean {
  for (let at = 0; at < cells.length; at += 1) {
    let cell = cells[at]
    if (cell === undefined) continue
    if (typeof cell === 'string') {
      cell = (constraints[at] as Constraint).kind.matcher(cell)
      cells[at] = cell
    }
    if (!cell(asked[at])) return false
  }
  return true
}

function isTextOrNothing(cell: unknown): boolean {
  return cell === undefined || typeof cell === 'string'
}
