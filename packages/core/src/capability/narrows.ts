import { isPlainObject } from '../plain-object.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import { definitionOf, type Capability, type Definition } from './define.ts'
import type { ParamKind } from './param-kind.ts'
import { findParamProblem, isSameName, textOf } from './read-params.ts'

/**
 * Whether a capability is no wider than another one: the same name, every constraint of the parent
 * kept or tightened, carried data untouched. It never throws; what cannot be read narrows nothing
 * and is narrowed by nothing.
 *
 * @example
 * ```ts
 * const join = defineCapability('room:join', { room: path(), role: optional(exact()) })
 * const parent = join({ room: under('acme') })
 * narrows(join({ room: 'acme/standup', role: 'viewer' }), parent) // true
 * narrows(join({ room: under() }), parent) // false
 * ```
 */
export function narrows(child: Capability, parent: ScopeUri): boolean {
  return isNarrowed(child, [parent], definitionOf(child))
}

/**
 * Whether one single parent covers a scope. The definition says what the parameters mean; without
 * one a scope is covered only by a scope with the same parameters and values.
 */
export function isNarrowed(
  child: ScopeUri,
  parents: readonly ScopeUri[],
  definition: Definition | undefined,
): boolean {
  if (definition === undefined) return parents.some((parent) => isSameScope(child, parent))
  const isReadable = (scope: ScopeUri): boolean =>
    isSameName(scope, definition) && findParamProblem(scope, definition) === undefined
  return (
    isReadable(child) &&
    parents.some((parent) => isReadable(parent) && isWithin(child, parent, definition))
  )
}

function isWithin(child: ScopeUri, parent: ScopeUri, definition: Definition): boolean {
  return Object.entries<ParamKind>(definition.params).every(([param, kind]) => {
    const narrower = textOf(child, param)
    const wider = textOf(parent, param)
    // An absent constraint is the widest one; carried data must be there on both sides or on none.
    if (wider === undefined) return narrower === undefined || kind.role === 'constraint'
    return narrower !== undefined && kind.narrows(narrower, wider)
  })
}

function isScope(scope: ScopeUri): boolean {
  return (
    isPlainObject(scope) &&
    isText(scope['service']) &&
    isText(scope['privilege']) &&
    isPlainObject(scope['params'])
  )
}

function isSameScope(child: ScopeUri, parent: ScopeUri): boolean {
  if (!isScope(child) || !isSameName(parent, child)) return false
  const params = Object.keys(child.params)
  return (
    params.length === Object.keys(parent.params).length &&
    params.every((param) => {
      const text = textOf(child, param)
      return isText(text) && text === textOf(parent, param)
    })
  )
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
