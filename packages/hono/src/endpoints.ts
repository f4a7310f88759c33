import {
  exchangeHandler,
  introspectionHandler,
  jwksHandler,
  metadataHandler,
  revocationHandler,
  ticketHandler,
  tokenHandler,
  type ExchangeHandlerOptions,
  type IntrospectionHandlerOptions,
  type JwksHandlerOptions,
  type MetadataDocument,
  type RevocationHandlerOptions,
  type TicketHandlerOptions,
  type TokenHandlerOptions,
} from '@grantline/core/http'
import type { Context } from 'hono'
import { serve, type HonoHandler } from './serve.ts'

/** Settings of {@link tokenEndpoint}; an unexpected error goes to `app.onError`. */
export type TokenEndpointOptions = Omit<TokenHandlerOptions<Context>, 'onError'>

/** Settings of {@link exchangeEndpoint}. */
export type ExchangeEndpointOptions = Omit<ExchangeHandlerOptions, 'onError'>

/** Settings of {@link ticketEndpoint}. */
export type TicketEndpointOptions = Omit<TicketHandlerOptions, 'onError'>

/** Settings of {@link revocationEndpoint}. */
export type RevocationEndpointOptions = Omit<RevocationHandlerOptions<Context>, 'onError'>

/** Settings of {@link introspectionEndpoint}. */
export type IntrospectionEndpointOptions = Omit<IntrospectionHandlerOptions<Context>, 'onError'>

/**
 * Makes the handler of a token endpoint; `authorize` is given Hono's context.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * app.post('/token', tokenEndpoint({
 *   minter,
 *   authorize: ({ context }) => {
 *     const name = userOf(context.req)
 *     return name === null ? null : { subject: name, capabilities: [dial({ appSid: 'AP123' })] }
 *   },
 * }))
 * ```
 */
export function tokenEndpoint(options: TokenEndpointOptions): HonoHandler {
  return serve(tokenHandler<Context>(options))
}

/**
 * Makes the handler of a token exchange endpoint (RFC 8693): see `exchangeHandler`.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * app.post('/token/exchange', exchangeEndpoint({ verifier, minter }))
 * ```
 */
export function exchangeEndpoint(options: ExchangeEndpointOptions): HonoHandler {
  return serve(exchangeHandler(options))
}

/**
 * Makes the handler that trades a token for a ticket: see `ticketHandler`.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * app.post('/ticket', ticketEndpoint({ verifier, minter }))
 * ```
 */
export function ticketEndpoint(options: TicketEndpointOptions): HonoHandler {
  return serve(ticketHandler(options))
}

/**
 * Makes the handler of a revocation endpoint (RFC 7009): see `revocationHandler`.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const revocation = memoryRevocationStore()
 * const authorize = ({ request }: { request: Request }) => userOf(request) !== null
 * app.post('/token/revoke', revocationEndpoint({ verifier, revocation, authorize }))
 * ```
 */
export function revocationEndpoint(options: RevocationEndpointOptions): HonoHandler {
  return serve(revocationHandler<Context>(options))
}

/**
 * Makes the handler of an introspection endpoint (RFC 7662): see `introspectionHandler`.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const authorize = ({ request }: { request: Request }) =>
 *   request.headers.get('x-service') === secret
 * app.post('/token/introspect', introspectionEndpoint({ verifier, authorize }))
 * ```
 */
export function introspectionEndpoint(options: IntrospectionEndpointOptions): HonoHandler {
  return serve(introspectionHandler<Context>(options))
}

/**
 * Makes the handler that serves the public keys of a ring: see `jwksHandler`.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * app.get('/.well-known/jwks.json', jwksEndpoint({ keys: createKeyRing([key]) }))
 * ```
 */
export function jwksEndpoint(options: JwksHandlerOptions): HonoHandler {
  return serve(jwksHandler(options))
}

/**
 * Makes the handler that serves a metadata document: see `metadataHandler`.
 *
 * @throws {TypeError} for a document that is none
 *
 * @example
 * ```ts
 * const document = { resource: 'https://phone.example' }
 * app.get('/.well-known/oauth-protected-resource', metadataEndpoint(document))
 * ```
 */
export function metadataEndpoint(document: MetadataDocument): HonoHandler {
  return serve(metadataHandler(document))
}
