export { capabilities } from './capabilities.ts'
export type { CapabilitiesOptions, DenyHandler } from './capabilities.ts'
export {
  exchangeEndpoint,
  introspectionEndpoint,
  jwksEndpoint,
  metadataEndpoint,
  revocationEndpoint,
  ticketEndpoint,
  tokenEndpoint,
} from './endpoints.ts'
export type {
  ExchangeEndpointOptions,
  IntrospectionEndpointOptions,
  RevocationEndpointOptions,
  TicketEndpointOptions,
  TokenEndpointOptions,
} from './endpoints.ts'
export type { Guard, RouteHandler, RouteRequest } from './guard.ts'
export type { ExpressContext } from './serve.ts'
