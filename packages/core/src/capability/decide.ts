import type { ScopeUri } from '../scope/scope-uri.ts'
import { isSameName, type Definition } from './define.ts'
import type { ParamKind } from './kinds.ts'
import { findParamProblem, textOf } from './read-params.ts'

/** Why a request is not allowed. */
export type DecisionReason =
  | 'no_candidate'
  | 'missing_argument'
  | 'unsafe_path'
  | 'malformed_request'
  | 'malformed_grant'
  | 'unknown_param'
  | 'mismatch'

/** What one capability of the asked name says to a request. */
export interface Candidate {
  /** Its position in `grant.capabilities`. */
  readonly index: number
  readonly allowed: boolean
  /** The first parameter that failed. */
  readonly param?: string
  readonly reason?: DecisionReason
}

/** Whether a request is allowed, and what each capability of that name said. */
export interface Decision {
  readonly allowed: boolean
  /** Why not: the request's own defect, or what its first candidate said. */
  readonly reason?: DecisionReason
  /** Empty when the request itself is defective. */
  readonly candidates: readonly Candidate[]
}

type Asked = Readonly<Record<string, unknown>> | null

type Verdict = Omit<Candidate, 'index'>

const ALLOWED: Verdict = Object.freeze({ allowed: true })

/**
 * Asks every capability of that name; one must allow the whole request by itself, parameters of
 * two are never mixed.
 */
export function decide(
  scopes: readonly ScopeUri[],
  definition: Definition,
  request: unknown,
): Decision {
  const asked = copyOf(request)
  const defect = findRequestDefect(definition, asked)
  if (defect !== undefined) return denied(defect, [])
  const candidates = scopes.flatMap((scope, index) =>
    isSameName(scope, definition)
      ? [Object.freeze({ index, ...judge(scope, definition, asked) })]
      : [],
  )
  if (!candidates.some((candidate) => candidate.allowed)) {
    return denied(candidates[0]?.reason ?? 'no_candidate', candidates)
  }
  return Object.freeze({ allowed: true, candidates: Object.freeze(candidates) })
}

/** Whether one scope allows a request, without the reasons. */
export function isAllowed(scope: ScopeUri, definition: Definition, request: unknown): boolean {
  if (!isSameName(scope, definition)) return false
  const asked = copyOf(request)
  if (findRequestDefect(definition, asked) !== undefined) return false
  return judge(scope, definition, asked).allowed
}

function denied(reason: DecisionReason, candidates: readonly Candidate[]): Decision {
  return Object.freeze({ allowed: false, reason, candidates: Object.freeze(candidates) })
}

/** A request's own values, each read once: what is checked is what is compared. */
function copyOf(request: unknown): Asked {
  return typeof request === 'object' && !Array.isArray(request) ? request && { ...request } : null
}

/** A request must name every constraint, and nothing else. */
function findRequestDefect(definition: Definition, request: Asked): DecisionReason | undefined {
  if (request === null) return 'malformed_request'
  for (const [param, kind] of Object.entries(definition.params)) {
    if (kind.role === 'carried') continue
    const value = Object.hasOwn(request, param) ? request[param] : undefined
    if (value === undefined) return 'missing_argument'
    if (!kind.isRequest(value)) return 'malformed_request'
  }
  const isKnown = (param: string): boolean =>
    Object.hasOwn(definition.params, param) && definition.params[param]?.role === 'constraint'
  return Object.keys(request).every(isKnown) ? undefined : 'malformed_request'
}

function judge(scope: ScopeUri, definition: Definition, request: Asked): Verdict {
  const problem = findParamProblem(scope, definition.params)
  if (problem !== undefined) {
    const reason = problem.reason === 'unknown_param' ? 'unknown_param' : 'malformed_grant'
    return { allowed: false, param: problem.param, reason }
  }
  for (const [param, kind] of Object.entries<ParamKind>(definition.params)) {
    const text = textOf(scope, param)
    if (kind.role === 'carried' || text === undefined) continue
    if (!kind.covers(text, request?.[param])) return { allowed: false, param, reason: 'mismatch' }
  }
  return ALLOWED
}
