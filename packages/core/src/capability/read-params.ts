import { isPlainObject } from '../plain-object.ts'
import type { RejectedReason, ScopeUri } from '../scope/scope-uri.ts'
import type { Definition } from './define.ts'
import type { ParamKind } from './param-kind.ts'

/** The first parameter of a scope that its definition cannot read, and why. */
export interface ParamProblem {
  readonly param: string
  readonly reason: Extract<RejectedReason, 'unknown_param' | 'malformed_value' | 'missing_param'>
}

/** Whether a scope has the definition's service and privilege, and parameters at all. */
export function isSameName(
  scope: ScopeUri,
  definition: Pick<ScopeUri, 'service' | 'privilege'>,
): boolean {
  return (
    scope?.service === definition.service &&
    scope.privilege === definition.privilege &&
    isPlainObject(scope) &&
    isPlainObject(scope.params)
  )
}

/**
 * Looks for a parameter that the definition cannot read. One that it does not name makes the whole
 * scope unreadable: an older definition must not ignore a newer constraint.
 */
export function findParamProblem(
  scope: ScopeUri,
  definition: Pick<Definition, 'params'>,
): ParamProblem | undefined {
  const { params } = definition
  for (const param of Object.keys(scope.params)) {
    if (!Object.hasOwn(params, param)) return { param, reason: 'unknown_param' }
  }
  for (const param of Object.keys(params)) {
    const kind = params[param] as ParamKind
    const text = textOf(scope, param)
    if (text === undefined) {
      if (!kind.optional) return { param, reason: 'missing_param' }
    } else if (typeof text !== 'string' || !canRead(kind, text)) {
      return { param, reason: 'malformed_value' }
    }
  }
  return undefined
}

function canRead(kind: ParamKind, text: string): boolean {
  return kind.isReadable?.(text) ?? kind.read(text) !== undefined
}

/** Every parameter that the scope has, read by its kind; `undefined` if one cannot be read. */
export function readParams(
  scope: ScopeUri,
  definition: Pick<Definition, 'params'>,
): Readonly<Record<string, unknown>> | undefined {
  if (findParamProblem(scope, definition) !== undefined) return undefined
  const values = Object.entries<ParamKind>(definition.params).flatMap(([param, kind]) => {
    const text = textOf(scope, param)
    return text === undefined ? [] : [[param, kind.read(text)] as const]
  })
  return Object.freeze(Object.fromEntries(values))
}

/** The wire text of a parameter; own properties only, whatever the object is made of. */
export function textOf(scope: ScopeUri, param: string): string | undefined {
  return Object.hasOwn(scope.params, param) ? scope.params[param] : undefined
}
