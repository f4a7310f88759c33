import { GrantlineError } from '../errors.ts'
import { trimSpace } from './trim-space.ts'

/** The subprotocol a server answers with; the token the client offered is never sent back. */
export const WS_PROTOCOL = 'grantline.v1'

const BEARER_PROTOCOL = 'grantline.bearer.'

/**
 * Reads the token out of a `Sec-WebSocket-Protocol` header, where a browser offers
 * `grantline.v1, grantline.bearer.<token>`; `null` if no token is offered.
 *
 * @throws {GrantlineError} `malformed_request` for two tokens, an empty one, or one that is offered
 *   without `grantline.v1`, which leaves nothing to answer with
 *
 * @example
 * ```ts
 * tokenFromProtocols('grantline.v1, grantline.bearer.abc') // 'abc'
 * ```
 */
export function tokenFromProtocols(header: string | null | undefined): string | null {
  const offered = (header ?? '').split(',').map(trimSpace)
  const tokens = offered.filter((protocol) => protocol.startsWith(BEARER_PROTOCOL))
  const [first, ...more] = tokens
  if (first === undefined) return null
  if (more.length > 0) throw malformed('more than one token is offered as a subprotocol')
  if (!offered.includes(WS_PROTOCOL)) throw malformed(`"${WS_PROTOCOL}" is not offered`)
  const token = first.slice(BEARER_PROTOCOL.length)
  if (token === '') throw malformed('the token offered as a subprotocol is empty')
  return token
}

function malformed(message: string): GrantlineError {
  return new GrantlineError('malformed_request', { message })
}
