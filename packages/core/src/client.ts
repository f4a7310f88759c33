export { TokenManager } from './client/manager.ts'
export { createAuthFetch } from './client/auth-fetch.ts'
export { TokenFetchError, isTokenFetchError } from './client/token-fetch-error.ts'
export { tokenProtocols } from './client/token-protocols.ts'
export { WS_TOKEN_ENDED } from './ws-token-ended.ts'
export { attachDevtools } from './client/devtools.ts'
export { defaultEnv } from './client/env.ts'
export { defineCapability } from './capability/define.ts'
export { atLeast, atMost } from './capability/bound.ts'
export { carried, carriedForm, exact, optional } from './capability/kinds.ts'
export { oneOf } from './capability/one-of.ts'
export { path } from './capability/path.ts'
export { any, under } from './capability/path-pattern.ts'
export { formatScope, formatScopes } from './scope/format.ts'

export type { AuthFetchOptions } from './client/auth-fetch.ts'
export type { ClientGrant } from './client/decode.ts'
export type { DevtoolsOptions, DevtoolsView } from './client/devtools.ts'
export type { Env } from './client/env.ts'
export type { TokenEvent, TokenEventOf, TokenEventTarget } from './client/events.ts'
export type {
  GetTokenOptions,
  InitialToken,
  LogoutOptions,
  SuspenseSettings,
  TokenManagerOptions,
} from './client/options.ts'
export type { Jitter } from './client/schedule.ts'
export type { TokenSnapshot, TokenStatus } from './client/snapshot.ts'
export type { TokenFetchErrorCode, TokenFetchErrorOptions } from './client/token-fetch-error.ts'
export type { FetchContext, FetchReason, FetchToken, TokenGrant } from './client/token-source.ts'
export type { Capability, Definition, GrantOf, RequestOf } from './capability/define.ts'
export type { PathPattern } from './capability/path-pattern.ts'
