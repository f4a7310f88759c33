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
import type { RequestHandler } from 'express'
import { serve, type ExpressContext } from './serve.ts'

/** Settings of {@link tokenEndpoint}; an unexpected error goes to Express's error handlers. */
export type TokenEndpointOptions = Omit<TokenHandlerOptions<ExpressContext>, 'onError'>

/** Settings of {@link exchangeEndpoint}. */
export type ExchangeEndpointOptions = Omit<ExchangeHandlerOptions, 'onError'>

/** Settings of {@link ticketEndpoint}. */
export type TicketEndpointOptions = Omit<TicketHandlerOptions, 'onError'>

/** Settings of {@link revocationEndpoint}. */
export type RevocationEndpointOptions = Omit<RevocationHandlerOptions<ExpressContext>, 'onError'>

/** Settings of {@link introspectionEndpoint}. */
export type IntrospectionEndpointOptions = Omit<
  IntrospectionHandlerOptions<ExpressContext>,
  'onError'
>

/**
 * Makes the handler of a token endpoint. It works behind any body parser, or none, and in a
 * mounted router.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * app.post('/token', tokenEndpoint({
 *   minter,
 *   authorize: ({ context: { req } }) => {
 *     const name = userOf(req)
 *     return name === null ? null : { subject: name, capabilities: [dial({ appSid: 'AP123' })] }
 *   },
 * }))
 * ```
 */
export function tokenEndpoint(options: TokenEndpointOptions): RequestHandler {
  return serve(tokenHandler<ExpressContext>(options), options.publicUrl)
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
export function exchangeEndpoint(options: ExchangeEndpointOptions): RequestHandler {
  return serve(exchangeHandler(options), options.publicUrl)
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
export function ticketEndpoint(options: TicketEndpointOptions): RequestHandler {
  return serve(ticketHandler(options), options.publicUrl)
}

/**
 * Makes the handler of a revocation endpoint (RFC 7009): see `revocationHandler`.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const revocation = memoryRevocationStore()
 * const authorize = ({ context }: { context: ExpressContext }) => userOf(context.req) !== null
 * app.post('/token/revoke', revocationEndpoint({ verifier, revocation, authorize }))
 * ```
 */
export function revocationEndpoint(options: RevocationEndpointOptions): RequestHandler {
  return serve(revocationHandler<ExpressContext>(options), options.publicUrl)
}

/**
 * Makes the handler of an introspection endpoint (RFC 7662): see `introspectionHandler`.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const authorize = ({ context }: { context: ExpressContext }) => context.req.ip === '127.0.0.1'
 * app.post('/token/introspect', introspectionEndpoint({ verifier, authorize }))
 * ```
 */
export function introspectionEndpoint(options: IntrospectionEndpointOptions): RequestHandler {
  return serve(introspectionHandler<ExpressContext>(options), options.publicUrl)
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
export function jwksEndpoint(options: JwksHandlerOptions): RequestHandler {
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
export function metadataEndpoint(document: MetadataDocument): RequestHandler {
  return serve(metadataHandler(document))
}
