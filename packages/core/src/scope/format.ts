import { Itself } from '../itself.ts'
import { isPlainObject } from '../plain-object.ts'
import { encodeComponent, isLongerThan } from './percent.ts'
import { isName } from './characters.ts'
import { SCOPE_LIMITS, type ScopeUri } from './scope-uri.ts'

/** A scope that remembers how it is written; a copy of it does not. */
class Written extends Itself {
  readonly #text: string

  constructor(scope: ScopeUri, text: string) {
    super(scope)
    this.#text = text
  }

  static textOf(scope: ScopeUri): string | undefined {
    // Callers give whatever they like, and `in` throws for what is no object.
    const object: object = Object(scope)
    return #text in object ? object.#text : undefined
  }
}

/** Makes scopes of one name, each written once, so that every token that carries it is spared that. */
export interface ScopeWriter {
  /**
   * The scope is not frozen yet; its parameters must be, and be among the keys that were prepared.
   *
   * @throws {TypeError} as {@link formatScope}
   */
  (params: ScopeUri['params']): ScopeUri
}

/**
 * Prepares writing scopes of one name: what is the same in all of them is checked and written once.
 *
 * @throws {TypeError} as {@link formatScope}
 */
export function prepareScope(
  service: string,
  privilege: string,
  keys: readonly string[],
): ScopeWriter {
  const write = prepareText(service, privilege, keys)
  return (params) => {
    const scope: ScopeUri = { service, privilege, params }
    void new Written(scope, write(params))
    return scope
  }
}

function textOf(scope: ScopeUri): string {
  return Written.textOf(scope) ?? formatScope(scope)
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
  return prepareText(service, privilege, Object.keys(params))(params)
}

function prepareText(
  service: string,
  privilege: string,
  keys: readonly string[],
): (params: ScopeUri['params']) => string {
  if (!isWritableName(service) || !isWritableName(privilege)) {
    throw new TypeError(
      'formatScope: service and privilege must be made of A-Z a-z 0-9 - _ . without ".."',
    )
  }
  if (keys.length > SCOPE_LIMITS.pairs) {
    throw new TypeError(`formatScope: a scope takes at most ${SCOPE_LIMITS.pairs} parameters`)
  }
  const starts = keys.map((key) => [key, formatKey(key)] as const)
  return (params) => {
    let text = `scope:${service}:${privilege}`
    let mark = '?'
    for (const [key, start] of starts) {
      if (!(key in params)) continue
      text += mark + start + formatValue(key, params[key])
      mark = '&'
    }
    if (text.length <= SCOPE_LIMITS.claimBytes) return text
    throw new TypeError(`formatScope: the scope is longer than ${SCOPE_LIMITS.claimBytes} bytes`)
  }
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

function formatKey(key: string): string {
  if (key === '') throw new TypeError('formatScope: a parameter needs a name')
  return `${encoded(key)}=`
}

function formatValue(key: string, value: unknown): string {
  if (typeof value !== 'string') {
    throw new TypeError(`formatScope: the parameter "${key}" must be a string`)
  }
  if (isLongerThan(SCOPE_LIMITS.valueBytes, value)) {
    throw new TypeError(
      `formatScope: the parameter "${key}" is longer than ${SCOPE_LIMITS.valueBytes} bytes`,
    )
  }
  return encoded(value)
}

function encoded(text: string): string {
  try {
    return encodeComponent(text)
  } catch (cause) {
    throw new TypeError(`formatScope: a parameter or its name holds a lone surrogate`, { cause })
  }
}
