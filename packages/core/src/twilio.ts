export { voiceGrant, videoGrant, chatGrant, syncGrant } from './twilio/access/access-grants.ts'
export { taskRouterGrant, playbackGrant } from './twilio/access/access-grants.ts'
export type {
  ChatGrantOptions,
  PlaybackGrantOptions,
  SyncGrantOptions,
  TaskRouterGrantOptions,
  VideoGrantOptions,
  VoiceGrantOptions,
} from './twilio/access/access-grants.ts'
export type { AccessGrant } from './twilio/access/access-grant.ts'
export type { GrantName } from './twilio/access/access-shapes.ts'
export { AccessToken } from './twilio/access/access-token.ts'
export type { AccessTokenOptions } from './twilio/access/access-token.ts'
export { CapabilityToken } from './twilio/capability-token.ts'
export type { CapabilityTokenOptions, ClientOutgoingOptions } from './twilio/capability-token.ts'
export { configure } from './twilio/configure.ts'
export type { TwilioAccount } from './twilio/configure.ts'
export {
  clientIncoming,
  clientOutgoing,
  clientPresence,
  eventStream,
} from './twilio/definitions.ts'
export type { LikelyCause, TwilioErrorCode } from './twilio/diagnosis/causes.ts'
export { diagnoseToken } from './twilio/diagnosis/diagnose-token.ts'
export type { DiagnoseTokenOptions, TokenDiagnosis } from './twilio/diagnosis/diagnose-token.ts'
export type { FormParams } from './twilio/form-params.ts'
export type { GenerateOptions } from './twilio/generate-options.ts'
export type { HmacAlgorithm } from './twilio/hmac-key.ts'
export type { AccessTokenGrants } from './twilio/access/read-access-grants.ts'
export { readAccessToken } from './twilio/access/read-access-token.ts'
export type {
  AccessTokenContents,
  ReadAccessTokenOptions,
} from './twilio/access/read-access-token.ts'
export { readCapabilityToken, twilioVerifier } from './twilio/read-capability-token.ts'
export type {
  ReadCapabilityTokenOptions,
  TwilioVerifierOptions,
} from './twilio/read-capability-token.ts'
export { TaskRouterCapability } from './twilio/task-router/task-router-capability.ts'
export type { TaskRouterCapabilityOptions } from './twilio/task-router/task-router-capability.ts'
export type { TaskRouterFilter, TaskRouterPolicy } from './twilio/task-router/task-router-policy.ts'
