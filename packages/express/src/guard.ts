import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Definition, Grant, RequestOf } from '@grantline/core'
import type { RequestSource, RequestView } from '@grantline/core/http'
import type { NextFunction, Request, Response } from 'express'

/**
 * A request of any route. What its parameters are named is not known here: a wrong name reads as
 * `undefined`, which is denied. Annotate the function's argument to have them checked:
 * `(req: Request<{ app: string }>) => …`.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- Express infers it from the route, too late
export type RouteRequest = Request<any>

/** A middleware for any route; the handlers behind it keep the parameters of their path. */
export type RouteHandler = <Params>(
  req: Request<Params>,
  res: Response,
  next: NextFunction,
) => void | Promise<void>

/** A middleware that lets only requests with a good token pass, and knows their grants. */
export interface Guard<Granted extends Grant | null = Grant> {
  <Params>(req: Request<Params>, res: Response, next: NextFunction): void | Promise<void>
  /**
   * Makes a middleware that lets a request pass only if its grant allows what the route asks for.
   *
   * @throws {TypeError} for something that is no definition, and for a static request it cannot
   *   read; at a request, if the guard itself did not run before
   */
  require<Of extends Definition, Asked extends RequestOf<Of>>(
    definition: Of,
    request: RequestSource<Of, RouteRequest, Asked>,
  ): RouteHandler
  /**
   * The grant of a request; `null` only if the guard is optional and the request has no token.
   *
   * @throws {TypeError} if the guard did not run for this request
   */
  get(req: IncomingMessage): Granted
  /**
   * Checks the token of an upgrade, for a WebSocket server of your own; `null` when it was refused:
   * the answer is written then and the socket closed. A browser can send a token as a subprotocol
   * only, so the guard needs `from: ['websocket-protocol']`.
   *
   * With a definition and a request, it is refused as well unless the grant allows that. It never
   * rejects for what a request holds, as nobody hears a listener that does: an unexpected error is
   * answered with 500 and told to `onError`, also that of an optional guard without a token, whose
   * `null` would mean two things.
   *
   * @throws {TypeError} for something that is no definition, and for a static request it cannot read
   */
  authenticateUpgrade(req: IncomingMessage, socket: Duplex): Promise<Grant | null>
  authenticateUpgrade<Of extends Definition, Asked extends RequestOf<Of>>(
    req: IncomingMessage,
    socket: Duplex,
    definition: Of,
    request: RequestSource<Of, RequestView, Asked>,
  ): Promise<Grant | null>
}
