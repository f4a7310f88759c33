import { emptyParams } from './params.ts'
import { SCOPE_LIMITS, type ScopeUri } from './scope-uri.ts'

/** RFC 6749 §3.3, without `#`. */
const SCOPE = /^scope:([\w.-]+):([\w.-]+)(?:\?([!$-[\]-~]*))?$/

/**
 * The scopes of a claim that can be read: the same ones as `parseScopes` reads, by code that is a
 * third as long and not made to be fast. For pages, which load it and read one claim in minutes.
 */
export function parseScopesSmall(claim: string): readonly ScopeUri[] {
  const texts = claim.split(' ')
  const isOver = isLonger(claim, SCOPE_LIMITS.claimBytes) || texts.length > SCOPE_LIMITS.scopes
  return Object.freeze(isOver ? [] : texts.flatMap((text) => readScope(text) ?? []))
}

function readScope(text: string): ScopeUri | undefined {
  const [, service = '', privilege = '', query = ''] = SCOPE.exec(text) ?? []
  if (!service || `${service} ${privilege}`.includes('..')) return undefined
  const params = emptyParams()
  const pairs = query ? query.split('&') : []
  if (pairs.length > SCOPE_LIMITS.pairs) return undefined
  for (const pair of pairs) {
    const [, rawKey, rawValue] = /^([^=?]+)=(.*)$/.exec(pair) ?? []
    const key = decode(rawKey)
    const value = decode(rawValue)
    if (key === undefined || value === undefined || key in params) return undefined
    if (isLonger(value, SCOPE_LIMITS.valueBytes)) return undefined
    params[key] = value
  }
  return Object.freeze({ service, privilege, params: Object.freeze(params) })
}

/** `undefined` when an escape is bad or the bytes are not UTF-8. */
function decode(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function isLonger(text: string, bytes: number): boolean {
  return new TextEncoder().encode(text).length > bytes
}
