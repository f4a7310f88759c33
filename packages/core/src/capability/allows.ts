import type { ScopeUri } from '../scope/scope-uri.ts'
import { isAllowed } from './decide.ts'
import type { Definition, RequestOf } from './define.ts'

/**
 * Whether one granted scope allows a request: `false`, never a throw, for a malformed grant or
 * request value.
 *
 * @example
 * ```ts
 * const dial = defineCapability('client:outgoing', { appSid: exact() })
 * allows(parseScope('scope:client:outgoing?appSid=AP123'), dial, { appSid: 'AP123' }) // true
 * ```
 */
export function allows<Of extends Definition>(
  granted: ScopeUri,
  definition: Of,
  request: RequestOf<Of>,
): boolean {
  return isAllowed(granted, definition, request)
}
