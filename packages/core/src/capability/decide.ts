import type { ScopeUri } from '../scope/scope-uri.ts'
import { constraintsOf, type Constraint } from './constraints.ts'
import type { Definition } from './define.ts'
import { findParamProblem, isSameName, textOf } from './read-params.ts'
import { readRequest } from './read-request.ts'

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
  const constraints = constraintsOf(definition)
  const asked = readRequest(definition, constraints, request)
  if (typeof asked === 'string') return denied(asked, [])
  const candidates = scopes.flatMap((scope, index) =>
    isSameName(scope, definition)
      ? [Object.freeze({ index, ...judge(scope, definition, constraints, asked) })]
      : [],
  )
  if (!candidates.some((candidate) => candidate.allowed)) {
    return denied(candidates[0]?.reason ?? 'no_candidate', candidates)
  }
  return Object.freeze({ allowed: true, candidates: Object.freeze(candidates) })
}

function denied(reason: DecisionReason, candidates: readonly Candidate[]): Decision {
  return Object.freeze({ allowed: false, reason, candidates: Object.freeze(candidates) })
}

function judge(
  scope: ScopeUri,
  definition: Definition,
  constraints: readonly Constraint[],
  asked: readonly unknown[],
): Verdict {
  const problem = findParamProblem(scope, definition)
  if (problem !== undefined) {
    const reason = problem.reason === 'unknown_param' ? 'unknown_param' : 'malformed_grant'
    return { allowed: false, param: problem.param, reason }
  }
  for (const [at, { name, kind }] of constraints.entries()) {
    const text = textOf(scope, name)
    if (text === undefined || kind.matcher(text)(asked[at])) continue
    return { allowed: false, param: name, reason: 'mismatch' }
  }
  return ALLOWED
}
