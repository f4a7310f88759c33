import { isPlainObject } from '../plain-object.ts'
import { encodeComponent, isLongerThan } from './percent.ts'
import { isName } from './characters.ts'
import { SCOPE_LIMITS, type ScopeUri } from './scope-uri.ts'

const TEXT: unique symbol = Symbol('grantline.text')

/** A scope that remembers how it is written. */
interface Written extends ScopeUri {
  readonly [TEXT]?: string
}

/**
 * Writes a scope once and freezes it: its text stays true, so every token that carries it is spared
 * the writing. The parameters must be frozen already.
 *
 * @throws {TypeError} as {@link formatScope}
 */
export function freezeWritten(scope: ScopeUri): ScopeUri {
  Object.defineProperty(scope, TEXT, { value: formatScope(scope) })
  return Object.freeze(scope)
}

function textOf(scope: ScopeUri): string {
  const isObject = typeof scope === 'object' && scope !== null
  const text = isObject && Object.hasOwn(scope, TEXT) ? (scope as Written)[TEXT] : undefined
  return text ?? formatScope(scope)
}

/**
 * Writes a scope URI in its one canonical spelling: parameters in the order given, everything
 * outside `A-Z a-z 0-9 - . _ ~` percent-encoded.
 *
 * @throws {TypeError} for what {@link parseScope} would refuse
 *
 * @example
 * ```ts
 * formatScope({ service: 'client', privilege: 'incoming', params: { clientName: 'Alice' } })
 * // 'scope:client:incoming?clientName=Alice'
 * ```
 */
export function formatScope(scope: ScopeUri): string {
  if (!isPlainObject(scope) || !isPlainObject(scope.params)) {
    throw new TypeError(
      'formatScope: a scope is { service, privilege, params }, params a plain object',
    )
  }
  const { service, privilege, params } = scope
  if (!isWritableName(service) || !isWritableName(privilege)) {
    throw new TypeError(
      'formatScope: service and privilege must be made of A-Z a-z 0-9 - _ . without ".."',
    )
  }
  const keys = Object.keys(params)
  if (keys.length > SCOPE_LIMITS.pairs) {
    throw new TypeError(`formatScope: a scope takes at most ${SCOPE_LIMITS.pairs} parameters`)
  }
  let text = `scope:${service}:${privilege}`
  let mark = '?'
  for (const key of keys) {
    text += mark + formatPair(key, params[key])
    mark = '&'
  }
  if (text.length > SCOPE_LIMITS.claimBytes) {
    throw new TypeError(`formatScope: the scope is longer than ${SCOPE_LIMITS.claimBytes} bytes`)
  }
  return text
}

/**
 * Writes a whole `scope` claim: the scopes joined by one space, `''` for none.
 *
 * @throws {TypeError} for what {@link parseScopes} would reject, and for more than 100 scopes or 8 KB
 *
 * @example
 * ```ts
 * formatScopes([{ service: 'room', privilege: 'join', params: { room: 'a' } }]) // 'scope:room:join?room=a'
 * ```
 */
export function formatScopes(scopes: readonly ScopeUri[]): string {
  if (!Array.isArray(scopes)) throw new TypeError('formatScopes: give a list of scopes')
  if (scopes.length > SCOPE_LIMITS.scopes) {
    throw new TypeError(`formatScopes: a claim takes at most ${SCOPE_LIMITS.scopes} scopes`)
  }
  let claim = ''
  for (const scope of scopes) claim += claim === '' ? textOf(scope) : ` ${textOf(scope)}`
  if (claim.length > SCOPE_LIMITS.claimBytes) {
    throw new TypeError(`formatScopes: the claim is longer than ${SCOPE_LIMITS.claimBytes} bytes`)
  }
  return claim
}

function isWritableName(name: string): boolean {
  return typeof name === 'string' && isName(name)
}

function formatPair(key: string, value: unknown): string {
  if (key === '') throw new TypeError('formatScope: a parameter needs a name')
  if (typeof value !== 'string') {
    throw new TypeError(`formatScope: the parameter "${key}" must be a string`)
  }
  if (isLongerThan(SCOPE_LIMITS.valueBytes, value)) {
    throw new TypeError(
      `formatScope: the parameter "${key}" is longer than ${SCOPE_LIMITS.valueBytes} bytes`,
    )
  }
  try {
    return `${encodeComponent(key)}=${encodeComponent(value)}`
  } catch (cause) {
    throw new TypeError(`formatScope: a parameter or its name holds a lone surrogate`, { cause })
  }
}
