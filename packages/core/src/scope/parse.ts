import { GrantlineError } from '../errors.ts'
import { decodeComponent, hasBadEscape, isLongerThan } from './percent.ts'
import { SCOPE_LIMITS, type Rejected, type RejectedReason, type ScopeUri } from './scope-uri.ts'

const PREFIX = 'scope:'
/** RFC 6749 §3.3 scope-token; nothing else may stand raw in a scope. */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]*$/
const NAME = /^[A-Za-z0-9_.-]+$/

/**
 * Takes one scope URI apart.
 *
 * @throws {GrantlineError} `malformed_scope`, whatever is wrong with it
 *
 * @example
 * ```ts
 * parseScope('scope:client:incoming?clientName=Alice')
 * // { service: 'client', privilege: 'incoming', params: { clientName: 'Alice' } }
 * ```
 */
export function parseScope(text: string): ScopeUri {
  const result = readScope(text)
  if (typeof result === 'string') {
    throw new GrantlineError('malformed_scope', { message: `scope is malformed: ${result}` })
  }
  return result
}

/**
 * Reads a whole `scope` claim (RFC 8693 §4.2); a malformed scope is reported, grants nothing and
 * changes nothing for its neighbours.
 *
 * @example
 * ```ts
 * const { scopes, rejected } = parseScopes('scope:client:incoming?clientName=Alice scope:broken')
 * // scopes has one entry, rejected is [{ index: 1, reason: 'name' }]
 * ```
 */
export function parseScopes(claim: string): {
  scopes: readonly ScopeUri[]
  rejected: readonly Rejected[]
} {
  const scopes: ScopeUri[] = []
  const rejected: Rejected[] = []
  if (isOverLimit(claim)) {
    rejected.push(Object.freeze({ index: 0, reason: 'limit' }))
  } else if (claim !== '') {
    for (const [index, piece] of claim.split(' ').entries()) {
      const result = readScope(piece)
      if (typeof result === 'string') rejected.push(Object.freeze({ index, reason: result }))
      else scopes.push(result)
    }
  }
  return { scopes: Object.freeze(scopes), rejected: Object.freeze(rejected) }
}

function isOverLimit(claim: string): boolean {
  if (typeof claim !== 'string') return true
  if (isLongerThan(SCOPE_LIMITS.claimBytes, claim)) return true
  return countOf(' ', claim) >= SCOPE_LIMITS.scopes
}

/** The scope, or the first rule it breaks. */
function readScope(text: string): ScopeUri | RejectedReason {
  if (typeof text !== 'string') return 'prefix'
  if (text.length > SCOPE_LIMITS.claimBytes) return 'limit'
  if (!text.startsWith(PREFIX)) return 'prefix'
  if (!SCOPE_TOKEN.test(text)) return 'character'
  if (text.includes('#')) return 'fragment'

  const mark = text.indexOf('?')
  const head = text.slice(PREFIX.length, mark === -1 ? undefined : mark)
  const colon = head.indexOf(':')
  const service = head.slice(0, colon)
  const privilege = head.slice(colon + 1)
  if (colon === -1 || !isName(service) || !isName(privilege)) return 'name'

  const params = readParams(mark === -1 ? '' : text.slice(mark + 1))
  if (typeof params === 'string') return params
  return Object.freeze({ service, privilege, params })
}

/** Whether a text may be the service or the privilege of a scope. */
export function isName(text: string): boolean {
  return NAME.test(text) && !text.includes('..')
}

function readParams(query: string): ScopeUri['params'] | RejectedReason {
  // Without a prototype `__proto__` is a key like any other.
  const params: Record<string, string> = Object.create(null)
  if (query === '') return Object.freeze(params)
  if (countOf('&', query) >= SCOPE_LIMITS.pairs) return 'limit'
  for (const pair of query.split('&')) {
    const problem = readPair(pair, params)
    if (problem !== undefined) return problem
  }
  return Object.freeze(params)
}

function readPair(pair: string, params: Record<string, string>): RejectedReason | undefined {
  if (pair === '') return 'empty_pair'
  const equals = pair.indexOf('=')
  if (equals < 1) return 'key'
  const rawKey = pair.slice(0, equals)
  if (rawKey.includes('?')) return 'key'
  if (hasBadEscape(pair)) return 'escape'
  const key = decodeComponent(rawKey)
  const value = decodeComponent(pair.slice(equals + 1))
  if (key === undefined || value === undefined) return 'encoding'
  if (isLongerThan(SCOPE_LIMITS.valueBytes, value)) return 'limit'
  if (key in params) return 'duplicate'
  params[key] = value
  return undefined
}

function countOf(character: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count += 1
  return count
}
