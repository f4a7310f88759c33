export { capabilities } from './capabilities.ts'
export type { CapabilitiesOptions, CapabilityEnv, Guard, RouteContext } from './capabilities.ts'
export { tokenEndpoint } from './token-endpoint.ts'
export type { TokenEndpointOptions } from './token-endpoint.ts'
