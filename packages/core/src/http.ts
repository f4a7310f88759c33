export { createGate } from './http/gate.ts'
export type { Gate } from './http/gate.ts'
export type { GateOptions } from './http/gate-options.ts'
export type { TokenFrom } from './http/credential.ts'
export { Denial } from './http/denial.ts'
export type { DenialCode, DenialDetails, DenialStyle, Problem } from './http/denial.ts'
export type { RequestSource, Requirement } from './http/requirement.ts'
export { nodeView, requestView } from './http/request-view.ts'
export type { NodeMessage, RequestView } from './http/request-view.ts'
export { tokenFromProtocols, WS_PROTOCOL } from './http/ws-protocol.ts'
export { tokenHandler } from './http/token-handler.ts'
export type {
  AuthorizedToken,
  AuthorizeInput,
  AuthorizeResult,
  TokenHandler,
  TokenHandlerOptions,
} from './http/token-handler.ts'
export { denied } from './http/denied.ts'
export type { Denied, DeniedCode, DeniedOptions } from './http/denied.ts'
export { createRequestUrl } from './http/origin.ts'
export type { RequestAddress } from './http/origin.ts'
export { invalidRequest } from './http/token-answer.ts'
