export { GrantlineError, isGrantlineError, TokenError } from './errors.ts'
export type {
  ErrorCode,
  GrantlineErrorOptions,
  TokenErrorCode,
  TokenErrorOptions,
  TokenErrorReason,
} from './errors.ts'
export type {
  DeniedEvent,
  GrantlineEvent,
  MintedEvent,
  RefusedEvent,
  ReplayedEvent,
  RevokedEvent,
  RotatedEvent,
  StaleEvent,
  VerifiedEvent,
} from './events.ts'
export { formatScope, formatScopes } from './scope/format.ts'
export { parseScope, parseScopes } from './scope/parse.ts'
export type { Rejected, RejectedReason, ScopeUri } from './scope/scope-uri.ts'
export { allows } from './capability/allows.ts'
export { atLeast, atMost } from './capability/bound.ts'
export type { BoundKind } from './capability/bound.ts'
export type { Candidate, Decision, DecisionReason } from './capability/decide.ts'
export { defineCapability } from './capability/define.ts'
export type { Capability, Definition, GrantOf, ParamKinds, RequestOf } from './capability/define.ts'
export { carried, carriedForm, exact, optional } from './capability/kinds.ts'
export type { CarriedFormKind, CarriedKind, ExactKind, OptionalKind } from './capability/kinds.ts'
export { narrows } from './capability/narrows.ts'
export { oneOf } from './capability/one-of.ts'
export type { OneOfKind } from './capability/one-of.ts'
export type { ParamKind, ParamRole, RequestProblem } from './capability/param-kind.ts'
export { path } from './capability/path.ts'
export type { PathKind, PathOptions, PathText } from './capability/path.ts'
export { any, under } from './capability/path-pattern.ts'
export type { PathPattern } from './capability/path-pattern.ts'
export type { Algorithm } from './key/algorithm.ts'
export { exportJwk } from './key/export.ts'
export type { ExportJwkOptions } from './key/export.ts'
export { generateKey } from './key/generate.ts'
export type { GenerateKeyOptions } from './key/generate.ts'
export { importKey } from './key/import.ts'
export type { ImportKeyOptions, KeyInput } from './key/import.ts'
export type { Key } from './key/key.ts'
export type { VerificationKeys } from './key/key-source.ts'
export { remoteKeys } from './key/remote.ts'
export type { RemoteKeysOptions } from './key/remote.ts'
export { createKeyRing } from './key/ring.ts'
export type { KeyRing, KeyRingOptions } from './key/ring.ts'
export type { RotateOptions } from './key/rotation.ts'
export { memoryRevocationStore } from './revocation/memory-store.ts'
export type {
  LocalRevocationStore,
  MemoryRevocationStoreOptions,
} from './revocation/memory-store.ts'
export { memoryReplayStore } from './revocation/replay-store.ts'
export type { LocalReplayStore, MemoryReplayStoreOptions } from './revocation/replay-store.ts'
export type { Grant } from './token/grant.ts'
export { createMinter } from './token/mint.ts'
export { anyIssuer } from './token/any-issuer.ts'
export type { AttenuateRequest } from './token/attenuate.ts'
export type { MintedToken, Minter } from './token/mint.ts'
export type { MintRequest } from './token/mint-claims.ts'
export type { MinterOptions } from './token/minter-options.ts'
export type { ReplayStore } from './token/replay-store.ts'
export type {
  GrantIdentity,
  RevocationAnswer,
  RevocationEntry,
  RevocationLevel,
  RevocationStore,
} from './token/revocation-store.ts'
export { createVerifier } from './token/verify.ts'
export type { CheckResult, Verifier } from './token/verifier.ts'
export type { VerifierOptions } from './token/verifier-options.ts'
export { watchGrant } from './token/watch.ts'
export type { GrantWatch, WatchGrantOptions } from './token/watch.ts'
