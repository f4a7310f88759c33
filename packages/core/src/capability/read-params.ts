import type { RejectedReason, ScopeUri } from '../scope/scope-uri.ts'
import type { ParamKind } from './kinds.ts'

type Kinds = Readonly<Record<string, ParamKind>>

/** The first parameter of a scope that its definition cannot read, and why. */
export interface ParamProblem {
  readonly param: string
  readonly reason: Extract<RejectedReason, 'unknown_param' | 'malformed_value' | 'missing_param'>
}

/**
 * Looks for a parameter that the kinds cannot read. One without a kind makes the whole scope
 * unreadable: an older definition must not ignore a newer constraint.
 */
export function findParamProblem(scope: ScopeUri, kinds: Kinds): ParamProblem | undefined {
  for (const param of Object.keys(scope.params)) {
    if (!Object.hasOwn(kinds, param)) return { param, reason: 'unknown_param' }
  }
  for (const param of Object.keys(kinds)) {
    const kind = kinds[param] as ParamKind
    const text = textOf(scope, param)
    if (text === undefined) {
      if (!kind.optional) return { param, reason: 'missing_param' }
    } else if (typeof text !== 'string' || kind.read(text) === undefined) {
      return { param, reason: 'malformed_value' }
    }
  }
  return undefined
}

/** Every parameter that the scope has, read by its kind; `undefined` if one cannot be read. */
export function readParams(
  scope: ScopeUri,
  kinds: Kinds,
): Readonly<Record<string, unknown>> | undefined {
  if (findParamProblem(scope, kinds) !== undefined) return undefined
  const values = Object.entries(kinds).flatMap(([param, kind]) => {
    const text = textOf(scope, param)
    return text === undefined ? [] : [[param, kind.read(text)] as const]
  })
  return Object.freeze(Object.fromEntries(values))
}

/** The wire text of a parameter; own properties only, whatever the object is made of. */
export function textOf(scope: ScopeUri, param: string): string | undefined {
  return Object.hasOwn(scope.params, param) ? scope.params[param] : undefined
}
