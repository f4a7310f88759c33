export { capabilities } from './capabilities.ts'
export type { CapabilitiesOptions, CapabilityEnv, Guard, RouteContext } from './capabilities.ts'
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
export type { HonoHandler } from './serve.ts'
