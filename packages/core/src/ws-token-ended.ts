/**
 * The code of a WebSocket that was closed because its token ended, of the range for applications (RFC
 * 6455 §7.4.2); the reason is `expired` or `revoked`.
 */
export const WS_TOKEN_ENDED = 4401
