import {
  createRequestUrl,
  invalidRequest,
  tokenHandler,
  type TokenHandlerOptions,
} from '@grantline/core/http'
import type { Request, RequestHandler, Response } from 'express'
import { sendResponse } from './send.ts'
import { toRequest } from './to-request.ts'

/** What `authorize` is given of Express. */
export interface ExpressContext {
  readonly req: Request
  readonly res: Response
}

/** Settings of {@link tokenEndpoint}; an unexpected error goes to Express's error handlers. */
export type TokenEndpointOptions = Omit<TokenHandlerOptions<ExpressContext>, 'onError'>

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
  const handle = tokenHandler<ExpressContext>(options)
  const urlOf = createRequestUrl(options.publicUrl)
  return async (req, res) => {
    const url = urlOf({ protocol: req.protocol, host: req.host, target: req.originalUrl })
    const response =
      url === null ? invalidRequest(req.method) : await handle(toRequest(req, url), { req, res })
    await sendResponse(response, res)
  }
}
