/**
 * The subprotocols to open a WebSocket with, for a server whose gate reads the token from there.
 * The server answers with the first one only, so the token does not come back.
 *
 * @example
 * ```ts
 * const socket = new WebSocket('/signal', tokenProtocols(await manager.getToken()))
 * ```
 */
export function tokenProtocols(token: string): string[] {
  return ['grantline.v1', `grantline.bearer.${token}`]
}
