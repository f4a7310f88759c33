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
  const definition = definitionOf(child)
  if (definition === undefined) return isSameScope(child, parent)
  if (!isReadable(child, definition) || !isReadable(parent, definition)) return false
  return isWithin(child, parent, Object.entries(definition.params))
}

/** Above so many parents one with the same texts is looked up, before all of them are asked. */
const FEW = 4

/** The parents that a definition can read, and what it says of their parameters. */
interface Family {
  readonly kinds: readonly (readonly [param: string, kind: ParamKind])[]
  readonly parents: readonly ScopeUri[]
  /** By {@link textsOf}. */
  readonly byTexts: ReadonlyMap<string, ScopeUri> | undefined
}

/**
 * Prepares whether one single one of these parents covers a scope, for many scopes to be asked about.
 * The definition says what the parameters mean; without one a scope is covered only by a scope with
 * the same parameters and values.
 */
export function prepareNarrowed(
  parents: readonly ScopeUri[],
): (child: ScopeUri, definition: Definition | undefined) => boolean {
  const families = new Map<Definition, Family>()
  return (child, definition) => {
    if (definition === undefined) return parents.some((parent) => isSameScope(child, parent))
    if (!isReadable(child, definition)) return false
    let family = families.get(definition)
    if (family === undefined) families.set(definition, (family = familyOf(parents, definition)))
    const { kinds, byTexts } = family
    // Most of what is passed on is passed on as it is.
    const twin = byTexts?.get(textsOf(child, kinds))
    if (twin !== undefined && isWithin(child, twin, kinds)) return true
    return family.parents.some((parent) => isWithin(child, parent, kinds))
  }
}

function familyOf(all: readonly ScopeUri[], definition: Definition): Family {
  const kinds = Object.entries<ParamKind>(definition.params)
  const parents = all.filter((parent) => isReadable(parent, definition))
  if (parents.length <= FEW) return { kinds, parents, byTexts: undefined }
  const byTexts = new Map(parents.map((parent) => [textsOf(parent, kinds), parent]))
  return { kinds, parents, byTexts }
}

function isReadable(scope: ScopeUri, definition: Definition): boolean {
  return isSameName(scope, definition) && findParamProblem(scope, definition) === undefined
}

/** The parameters of a readable scope as one text, different for different scopes. */
function textsOf(scope: ScopeUri, kinds: Family['kinds']): string {
  return JSON.stringify(kinds.map(([param]) => textOf(scope, param) ?? null))
}

function isWithin(child: ScopeUri, parent: ScopeUri, kinds: Family['kinds']): boolean {
  return kinds.every(([param, kind]) => {
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
