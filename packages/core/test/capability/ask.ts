import { parseScope, parseScopes, type Definition } from '../../src/index.ts'
import { decide } from '../../src/capability/decide.ts'

/** What a definition reads in a scope with this one parameter, percent-encoded. */
export function read(definition: Definition, text: string): unknown {
  const [param = ''] = Object.keys(definition.params)
  const scope = parseScope(`scope:${definition.name}?${param}=${encodeURIComponent(text)}`)
  return definition.from(scope)?.[param]
}

/** Why a request is denied; `undefined` if it is not. */
export function reason(
  claim: string,
  definition: Definition,
  request: unknown,
): string | undefined {
  return decide(parseScopes(claim).scopes, definition, request).reason
}
