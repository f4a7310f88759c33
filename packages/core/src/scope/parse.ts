import { GrantlineError } from '../errors.ts'
import { CHARACTER, charactersOf, isName } from './characters.ts'
import { intern } from './intern.ts'
import { recall, remember } from './memo.ts'
import { emptyParams } from './params.ts'
import { decodeComponent, hasBadEscape, isLongerThan } from './percent.ts'
import { SCOPE_LIMITS, type Rejected, type RejectedReason, type ScopeUri } from './scope-uri.ts'

const PREFIX = 'scope:'

/** The scopes of a claim: those that could be read, and those that could not. */
export interface ReadScopes {
  readonly scopes: readonly ScopeUri[]
  readonly rejected: readonly Rejected[]
}

const NONE: readonly never[] = Object.freeze([])

/**
 * What a claim is made of where nothing is escaped and nothing out of place: told of the whole claim
 * at once, it need not be asked of each character.
 */
const PLAIN = /^[ !$&-*,-[\]-~]*$/

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
  const result = typeof text === 'string' ? readScope(text, 0, text.length, false) : 'prefix'
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
export function parseScopes(claim: string): ReadScopes {
  if (typeof claim !== 'string') return overLimit()
  const known = recall(claim)
  if (known !== undefined) return known
  if (claim.length > SCOPE_LIMITS.claimBytes) return overLimit()
  const isPlain = PLAIN.test(claim)
  if (isOverLimit(claim, isPlain)) return overLimit()
  const read = readScopes(claim, isPlain)
  remember(claim, read)
  return read
}

function readScopes(claim: string, isPlain: boolean): ReadScopes {
  const scopes: ScopeUri[] = []
  const rejected: Rejected[] = []
  let start = claim === '' ? 1 : 0
  for (let index = 0; start <= claim.length; index += 1) {
    const end = endOf(claim, ' ', start, claim.length)
    const result = readScope(claim, start, end, isPlain)
    if (typeof result === 'string') rejected.push(Object.freeze({ index, reason: result }))
    else scopes.push(result)
    start = end + 1
  }
  return Object.freeze({
    scopes: Object.freeze(scopes),
    rejected: rejected.length === 0 ? NONE : Object.freeze(rejected),
  })
}

function overLimit(): ReadScopes {
  const reject: Rejected = Object.freeze({ index: 0, reason: 'limit' })
  return Object.freeze({ scopes: NONE, rejected: Object.freeze([reject]) })
}

function isOverLimit(claim: string, isPlain: boolean): boolean {
  // In a plain claim every character is a byte, and these were counted.
  if (!isPlain && isLongerThan(SCOPE_LIMITS.claimBytes, claim)) return true
  return countOf(claim, ' ', 0, claim.length) >= SCOPE_LIMITS.scopes
}

/** The scope that stands from `start` to `end`, or the first rule it breaks. */
function readScope(
  text: string,
  start: number,
  end: number,
  isPlain: boolean,
): ScopeUri | RejectedReason {
  if (end - start > SCOPE_LIMITS.claimBytes) return 'limit'
  if (!text.startsWith(PREFIX, start)) return 'prefix'
  const characters = isPlain ? CHARACTER.other : charactersOf(text, start, end)
  if (characters === 0) return 'character'
  if ((characters & CHARACTER.fragment) !== 0) return 'fragment'

  const head = start + PREFIX.length
  const mark = endOf(text, '?', head, end)
  const colon = endOf(text, ':', head, mark)
  if (!isName(text, head, colon) || !isName(text, colon + 1, mark)) return 'name'

  const hasEscape = (characters & CHARACTER.escape) !== 0
  const params = readParams(text, mark + 1, end, hasEscape)
  if (typeof params === 'string') return params
  const service = intern(text, head, colon)
  return Object.freeze({ service, privilege: intern(text, colon + 1, mark), params })
}

function readParams(
  text: string,
  start: number,
  end: number,
  hasEscape: boolean,
): ScopeUri['params'] | RejectedReason {
  const params = emptyParams()
  if (start >= end) return Object.freeze(params)
  if (countOf(text, '&', start, end) >= SCOPE_LIMITS.pairs) return 'limit'
  let from = start
  while (from <= end) {
    const to = endOf(text, '&', from, end)
    const problem = readPair(text, from, to, hasEscape, params)
    if (problem !== undefined) return problem
    from = to + 1
  }
  return Object.freeze(params)
}

function readPair(
  text: string,
  start: number,
  end: number,
  hasEscape: boolean,
  params: Record<string, string>,
): RejectedReason | undefined {
  if (start === end) return 'empty_pair'
  const equals = endOf(text, '=', start, end)
  if (equals === start || equals === end) return 'key'
  const rawKey = intern(text, start, equals)
  if (rawKey.includes('?')) return 'key'
  const rawValue = text.slice(equals + 1, end)
  const key = hasEscape ? decodeComponent(rawKey) : rawKey
  const value = hasEscape ? decodeComponent(rawValue) : rawValue
  if (key === undefined || value === undefined) {
    return hasBadEscape(rawKey) || hasBadEscape(rawValue) ? 'escape' : 'encoding'
  }
  if (isLongerThan(SCOPE_LIMITS.valueBytes, value)) return 'limit'
  if (key in params) return 'duplicate'
  params[key] = value
  return undefined
}

/** Where a character stands in a part of a text; the end of the part, if it does not. */
function endOf(text: string, character: string, start: number, end: number): number {
  const at = text.indexOf(character, start)
  return at === -1 || at > end ? end : at
}

function countOf(text: string, character: string, start: number, end: number): number {
  let count = 0
  let at = text.indexOf(character, start)
  while (at !== -1 && at < end) {
    count += 1
    at = text.indexOf(character, at + 1)
  }
  return count
}
