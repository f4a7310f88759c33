export { GrantlineError, isGrantlineError, TokenError } from './errors.ts'
export type {
  ErrorCode,
  GrantlineErrorOptions,
  TokenErrorCode,
  TokenErrorOptions,
  TokenErrorReason,
} from './errors.ts'
export { formatScope, formatScopes } from './scope/format.ts'
export { parseScope, parseScopes } from './scope/parse.ts'
export type { Rejected, RejectedReason, ScopeUri } from './scope/scope-uri.ts'
export { allows } from './capability/allows.ts'
export type { Candidate, Decision, DecisionReason } from './capability/decide.ts'
export { defineCapability } from './capability/define.ts'
export type { Capability, Definition, GrantOf, ParamKinds, RequestOf } from './capability/define.ts'
export { carried, carriedForm, exact, optional } from './capability/kinds.ts'
export type {
  CarriedFormKind,
  CarriedKind,
  ExactKind,
  OptionalKind,
  ParamKind,
  ParamRole,
} from './capability/kinds.ts'
export type { Algorithm } from './key/algorithm.ts'
export { exportJwk } from './key/export.ts'
export type { ExportJwkOptions } from './key/export.ts'
export { generateKey } from './key/generate.ts'
export type { GenerateKeyOptions } from './key/generate.ts'
export { importKey } from './key/import.ts'
export type { ImportKeyOptions, KeyInput } from './key/import.ts'
export type { Key } from './key/key.ts'
export type { Grant } from './token/grant.ts'
export { createMinter } from './token/mint.ts'
export type { MintedToken, Minter, MinterOptions, MintRequest } from './token/mint.ts'
export { createVerifier } from './token/verify.ts'
export type { CheckResult, Verifier, VerifierOptions } from './token/verify.ts'
export { watchGrant } from './token/watch.ts'
export type { GrantWatch, WatchGrantOptions } from './token/watch.ts'
