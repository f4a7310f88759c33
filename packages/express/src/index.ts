export { capabilities } from './capabilities.ts'
export type {
  CapabilitiesOptions,
  DenyHandler,
  Guard,
  RouteHandler,
  RouteRequest,
} from './capabilities.ts'
export { tokenEndpoint } from './token-endpoint.ts'
export type { ExpressContext, TokenEndpointOptions } from './token-endpoint.ts'
