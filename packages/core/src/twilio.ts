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
export type { FormParams } from './twilio/form-params.ts'
export { readCapabilityToken, twilioVerifier } from './twilio/read-capability-token.ts'
export type {
  ReadCapabilityTokenOptions,
  TwilioVerifierOptions,
} from './twilio/read-capability-token.ts'
export type { GenerateOptions } from './twilio/generate-options.ts'
export { TaskRouterCapability } from './twilio/task-router-capability.ts'
export type { TaskRouterCapabilityOptions } from './twilio/task-router-capability.ts'
export type { TaskRouterFilter, TaskRouterPolicy } from './twilio/task-router-policy.ts'
